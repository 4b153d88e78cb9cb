import NIOHTTP1

/// What a head says about its request's place on the connection.
struct RequestFrame {
    /// Octets of the body; nil where only its end will tell.
    let bodyLength: Int?
    let expectsContinue: Bool
    let keepsAlive: Bool

    init(_ head: HTTPRequestHead) {
        if head.headers.contains(name: "transfer-encoding") {
            bodyLength = nil
        } else {
            // The parser has refused what is no number, or too large a one.
            bodyLength = head.headers.first(name: "content-length").map { Int($0) ?? .max } ?? 0
        }
        let expectation = head.headers.first(name: "expect")?.lowercased()
        expectsContinue = expectation == "100-continue" && bodyLength != 0 && head.version == .http1_1
        // After an upgrade or CONNECT the parser takes what follows for another protocol, which we do not speak.
        let leavesHTTP = head.method == .CONNECT || head.headers.contains(name: "upgrade")
        keepsAlive = head.isKeepAlive && head.version == .http1_1 && !leavesHTTP
    }
}
