import BeckonWire
import NIOHTTP1

/// The path and query of a request. Nothing on the agent plane needs percent-encoding, so nothing is decoded.
struct RequestTarget {
    let path: Substring
    private let query: Substring

    init(_ uri: String) {
        let parts = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts[0]
        query = parts.count > 1 ? parts[1] : ""
    }

    /// The parts of the path; nothing where it does not begin with a slash.
    var segments: [Substring] {
        guard path.first == "/" else { return [] }
        return path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    }

    func require(_ method: HTTPMethod, _ actual: HTTPMethod) throws(Problem) {
        guard method != actual else { return }
        throw Problem(
            .methodNotAllowed, "\(PrintableText(path)) takes \(method.rawValue)", members: ["allow": .string(method.rawValue)])
    }

    var notFound: Problem { Problem(.notFound, "there is no \(PrintableText(path))") }

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
