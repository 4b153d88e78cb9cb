import BeckonWire
import NIOHTTP1

/// The path and query of a request. Nothing on the agent plane needs percent-encoding, so nothing is decoded.
struct RequestTarget {
    let path: Substring
    private let query: Substring

    init(_ uri: String) {
        // By octets: by characters it takes as long as decoding the body.
        let end = uri.utf8.firstIndex(of: UInt8(ascii: "?"))
        path = uri[..<(end ?? uri.endIndex)]
        query = end.map { uri[uri.utf8.index(after: $0)...] } ?? ""
    }

    /// The parts of the path; nothing where it does not begin with a slash.
    var segments: [Substring] {
        guard path.utf8.first == UInt8(ascii: "/") else { return [] }
        return path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Substring.init)
    }

    var notFound: Problem { Problem(.notFound, "there is no \(PrintableText(path))") }

    /// The refusal of a method that is none of `methods`.
    func takes(only methods: [HTTPMethod]) -> Problem {
        let allowed = methods.map(\.rawValue).joined(separator: ", ")
        return Problem(.methodNotAllowed, "\(PrintableText(path)) takes \(allowed)", members: ["allow": .string(allowed)])
    }

    /// Where an endpoint's path has `{transaction}`.
    func transaction() throws(Problem) -> TransactionID {
        guard let transaction = segments.dropFirst(2).first.flatMap({ TransactionID($0) }) else { throw notFound }
        return transaction
    }

    /// Where an endpoint's path has `{stream}`.
    func stream() throws(Problem) -> OutputStream {
        guard let stream = segments.dropFirst(4).first.flatMap({ OutputStream(rawValue: String($0)) }) else { throw notFound }
        return stream
    }

    /// A number of the query, up to 2^53 as JSON has them.
    func number(_ name: String, from lowest: Int) throws(Problem) -> Int {
        let values = query.split(separator: "&").filter { $0.hasPrefix(name + "=") }.map { $0.dropFirst(name.count + 1) }
        // `Int` would take a sign too.
        guard values.count == 1, let text = values.first, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(text), (lowest...(1 << 53)).contains(number)
        else { throw Problem(.badRequest, "the query needs \(name)=N once, a number from \(lowest) on") }
        return number
    }
}
