import Testing

/// What a server must not take for a request, and the status that says so.
struct Nonsense: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let status: Int

    private init(_ name: String, _ text: String, _ status: Int) {
        testDescription = name
        self.text = text
        self.status = status
    }

    static let all = [
        Nonsense("no request line", "nonsense\r\n\r\n", 400),
        Nonsense("a header without a colon", "GET / HTTP/1.1\r\nbroken header\r\n\r\n", 400),
        Nonsense(
            "two lengths of a body",
            "POST /v1/transactions HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        Nonsense("a large header", "GET / HTTP/1.1\r\nHost: a\r\nlarge: \(String(repeating: "x", count: 40_000))\r\n\r\n", 431),
        Nonsense("many headers", "GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "a: b\r\n", count: 200))\r\n", 431),
        Nonsense("a large target", "GET /\(String(repeating: "x", count: 100_000)) HTTP/1.1\r\nHost: a\r\n\r\n", 431),
    ]
}
