import BeckonWire
import BrokerCore
import NIOHTTP1

/// One answer of the agent plane, whole: none of them is large.
struct AgentAnswer: Hashable, Sendable {
    let status: Int
    let contentType: String?
    let body: [UInt8]
    /// Further headers: `Retry-After`, `Allow`.
    let headers: [String: String]
    /// What is refused, for the log.
    let problem: Problem?

    init(_ message: some WireMessage, status: Int = 200, headers: [String: String] = [:]) {
        self.init(status: status, contentType: "application/json", body: WireJSON.encode(message), headers: headers)
    }

    init(_ verdict: EnrollmentVerdict) {
        switch verdict {
        case .enrolled(let response): self.init(response, status: 201)
        case .pending(let seconds): self.init(EnrollmentPending(), status: 202, headers: ["retry-after": String(seconds)])
        }
    }

    init(_ problem: Problem) {
        var headers: [String: String] = [:]
        if let seconds = problem.retryAfter { headers["retry-after"] = String(seconds) }
        if problem.kind == .methodNotAllowed, let method = problem.members["allow"]?.stringValue { headers["allow"] = method }
        self.init(
            status: problem.kind.status, contentType: Problem.contentType, body: WireJSON.encode(problem), headers: headers,
            problem: problem)
    }

    /// PEM as it is.
    init(pem: String) {
        self.init(status: 200, contentType: "application/x-pem-file", body: Array(pem.utf8))
    }

    /// 204.
    static let empty = AgentAnswer(status: 204, contentType: nil, body: [])

    /// What a second request is answered with when there is nothing: ask again.
    static let askAgain = AgentAnswer(AvailabilityResponse(transactions: [], next: .availability))

    private init(
        status: Int, contentType: String?, body: [UInt8], headers: [String: String] = [:], problem: Problem? = nil
    ) {
        self.status = status
        self.contentType = contentType
        self.body = body
        self.headers = headers
        self.problem = problem
    }

    func head(closing: Bool) -> HTTPResponseHead {
        var fields = HTTPHeaders()
        if let contentType {
            fields.add(name: "content-type", value: contentType)
            fields.add(name: "content-length", value: String(body.count))
        }
        for (name, value) in headers { fields.add(name: name, value: value) }
        if closing { fields.add(name: "connection", value: "close") }
        return HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: fields)
    }
}
