import BeckonWire

/// An answer as it came over the wire.
struct HTTPAnswer: Hashable, Sendable {
    let status: Int
    /// Names in lower case.
    let headers: [String: String]
    let body: [UInt8]

    var json: JSONValue? { try? WireJSON.decodeValue(from: body) }
    /// The last part of the problem's type.
    var problem: String? { json?["type"]?.stringValue.map { String($0.split(separator: ":").last ?? "") } }
    var closes: Bool { headers["connection"] == "close" }

    /// Takes one answer off the front of `octets`; nil where it is not all there. The answer to HEAD has no body.
    static func take(from octets: inout [UInt8], bodiless: Bool = false) -> HTTPAnswer? {
        guard let end = octets.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: octets[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts.count > 1 ? parts[1].trimmingPrefix(" ").description : ""
        }
        let length = bodiless ? 0 : headers["content-length"].flatMap { Int($0) } ?? 0
        guard octets.count >= end.upperBound + length else { return nil }
        let body = Array(octets[end.upperBound..<(end.upperBound + length)])
        octets.removeFirst(end.upperBound + length)
        return HTTPAnswer(status: status, headers: headers, body: body)
    }
}
