import BeckonWire
import Testing

/// Each bound: the value at it is taken, the one beyond it refused at its place.
@Suite struct MessageBoundTests {
    struct Case: Sendable, CustomStringConvertible {
        let pointer: String
        let within: any WireMessage
        let beyond: any WireMessage
        init(_ pointer: String, _ within: any WireMessage, _ beyond: any WireMessage) {
            self.pointer = pointer
            self.within = within
            self.beyond = beyond
        }
        var description: String { "\(type(of: within))\(pointer)" }
    }

    private static func text(_ length: Int) -> String { String(repeating: "x", count: length) }
    private static func enrollment(csr: String = "", name: String = "a", facts: [String: String] = [:]) -> EnrollmentRequest {
        EnrollmentRequest(csr: csr, name: name, facts: facts)
    }
    private static func facts(_ count: Int) -> [String: String] {
        Dictionary(uniqueKeysWithValues: (0..<count).map { ("k\($0)", "") })
    }
    private static func executor(_ name: String = "a", version: String = "", summary: String = "") -> ExecutorDescription {
        ExecutorDescription(name: name, version: version, summary: summary, parameters: true, result: true)
    }
    private static func catalogue(_ count: Int) -> ExecutorCatalogue {
        ExecutorCatalogue(executors: (0..<count).map { executor("e\($0)") })
    }
    private static func availability(
        capacity: Int = 1, holding: Int = 0, wait: Int = 1, cancelling: Int = 0, executors: String? = nil, trust: String? = nil,
        session: AgentSession? = nil
    ) -> AvailabilityRequest {
        func ids(_ count: Int) -> [TransactionID] { Array(repeating: MessageSample.transaction, count: count) }
        return AvailabilityRequest(
            capacity: capacity, holding: ids(holding), wait: wait, cancelling: ids(cancelling), executors: executors,
            trust: trust,
            session: session)
    }
    private static func report(attempt: Int = 1, _ events: [ReportEvent.Content], seq: Int = 1) -> ReportRequest {
        ReportRequest(attempt: attempt, events: events.map { ReportEvent(seq: seq, at: MessageSample.time, $0) })
    }
    private static func finished(code: Int? = nil, message: String? = nil, length: Int = 0, sha: String = "") -> ReportRequest {
        let output = OutputSummary(length: length, sha256: sha, truncated: false)
        return report([.finished(Finish(outcome: .failed, exitCode: code, message: message, output: [.stdout: output]))])
    }
    private static func submit(
        subscriber: String = "acme", machines: [String]? = ["a"], where query: String? = nil, executor: String = "shell",
        parameters: JSONValue = [:], timeout: Int = 1, expires: Int = 1
    ) -> SubmitRequest {
        SubmitRequest(
            subscriber: subscriber, targets: .init(machines: machines, where: query),
            instruction: Instruction(executor: executor, parameters: parameters), timeout: timeout, expires: expires)
    }
    private static func fetched(
        attempt: Int = 1, timeout: Int = 1, trace: String? = nil, by operator: String? = nil, executor: String = "a"
    ) -> FetchResponse {
        FetchResponse(
            transaction: MessageSample.transaction, attempt: attempt,
            instruction: Instruction(executor: executor, parameters: [:]), timeout: timeout, onInterruption: .report,
            traceparent: trace, operator: `operator`)
    }
    private static func zero(name: String = "a", csr: String = "", expires: Int? = nil, _ bounds: ZeroBounds? = nil)
        -> ZeroCertificateRequest
    {
        ZeroCertificateRequest(name: name, csr: csr, expires: expires, bounds: bounds)
    }
    private static func networks(_ count: Int) -> ZeroBounds {
        ZeroBounds(networks: Array(repeating: "192.0.2.0/24", count: count))
    }
    private static func session(journal: String = "j", run: Int = 0, seq: Int = 0) -> AgentSession {
        AgentSession(journal: journal, run: run, seq: seq)
    }

    static let agentPlane: [Case] = [
        Case("/csr", enrollment(csr: text(Bounds.csr)), enrollment(csr: text(Bounds.csr + 1))),
        Case("/name", enrollment(name: text(63)), enrollment(name: text(64))),
        Case("/facts", enrollment(facts: facts(Bounds.facts)), enrollment(facts: facts(Bounds.facts + 1))),
        Case("/facts/", enrollment(facts: ["a": ""]), enrollment(facts: ["": ""])),
        Case(
            "/facts/" + text(Bounds.factKey + 1), enrollment(facts: [text(Bounds.factKey): ""]),
            enrollment(facts: [text(Bounds.factKey + 1): ""])),
        Case(
            "/facts/a~1", enrollment(facts: ["a/": text(Bounds.factValue)]), enrollment(facts: ["a/": text(Bounds.factValue + 1)])
        ),
        Case("/executors", catalogue(Bounds.executors), catalogue(Bounds.executors + 1)),
        Case("/executors/1/name", catalogue(2), ExecutorCatalogue(executors: [executor(), executor()])),
        Case("/executors/0/name", catalogue(1), ExecutorCatalogue(executors: [executor("A")])),
        Case("/version", executor(version: text(Bounds.version)), executor(version: text(Bounds.version + 1))),
        Case("/summary", executor(summary: text(Bounds.summary)), executor(summary: text(Bounds.summary + 1))),
        Case("/capacity", availability(capacity: Bounds.capacity), availability(capacity: Bounds.capacity + 1)),
        Case("/capacity", availability(capacity: 0), availability(capacity: -1)),
        Case("/holding", availability(holding: Bounds.holding), availability(holding: Bounds.holding + 1)),
        Case("/cancelling", availability(cancelling: Bounds.holding), availability(cancelling: Bounds.holding + 1)),
        Case("/wait", availability(wait: Bounds.wait), availability(wait: Bounds.wait + 1)),
        Case("/wait", availability(wait: 0), availability(wait: -1)),
        Case("/executors", availability(executors: text(Bounds.digest)), availability(executors: text(Bounds.digest + 1))),
        Case("/trust", availability(trust: text(Bounds.digest)), availability(trust: text(Bounds.digest + 1))),
        Case("/session/run", availability(session: session(run: 0)), availability(session: session(run: -1))),
        Case("/session/seq", FetchRequest(session: session(seq: 1 << 53)), FetchRequest(session: session(seq: (1 << 53) + 1))),
        Case("/session/journal", session(journal: text(Bounds.journal)), session(journal: text(Bounds.journal + 1))),
        Case("/session/journal", session(), session(journal: "")),
        Case("/attempt", fetched(attempt: 1), fetched(attempt: 0)),
        Case("/attempt", fetched(attempt: 1000), fetched(attempt: 1001)),
        Case("/timeout", fetched(timeout: Bounds.timeout), fetched(timeout: Bounds.timeout + 1)),
        Case("/operator", fetched(by: text(Bounds.operatorName)), fetched(by: text(Bounds.operatorName + 1))),
        Case("/traceparent", fetched(trace: text(Bounds.traceparent)), fetched(trace: text(Bounds.traceparent + 1))),
        Case("/instruction/executor", fetched(), fetched(executor: "")),
        Case("/attempt", report([.started]), report(attempt: 0, [.started])),
        Case("/events", report([.started]), report([])),
        Case(
            "/events", report(Array(repeating: .started, count: Bounds.events)),
            report(Array(repeating: .started, count: Bounds.events + 1))),
        Case("/events/0/seq", report([.started]), report([.started], seq: 0)),
        Case(
            "/events/0/note", report([.progress(.init(done: 0, total: nil, note: text(Bounds.note)))]),
            report([.progress(.init(done: 0, total: nil, note: text(Bounds.note + 1)))])),
        Case(
            "/events/0/done", report([.progress(.init(done: 0, total: nil, note: nil))]),
            report([.progress(.init(done: -1, total: nil, note: nil))])),
        Case(
            "/events/0/total", report([.progress(.init(done: 0, total: 0, note: nil))]),
            report([.progress(.init(done: 0, total: -1, note: nil))])),
        Case("/events/0/exitCode", finished(code: 255), finished(code: 1 << 31)),
        Case(
            "/events/0/outcome", report([.finished(Finish(outcome: .unknown))]), report([.finished(Finish(outcome: .expired))])),
        Case("/events/0/message", finished(message: text(Bounds.message)), finished(message: text(Bounds.message + 1))),
        Case("/events/0/output/stdout/length", finished(length: 0), finished(length: -1)),
        Case("/events/0/output/stdout/sha256", finished(sha: text(Bounds.digest)), finished(sha: text(Bounds.digest + 1))),
    ]

    static let operatorPlane: [Case] = [
        Case("/bounds/uses", zero(ZeroBounds(uses: 1)), zero(ZeroBounds(uses: 0))),
        Case("/bounds/uses", zero(ZeroBounds(uses: Bounds.uses)), zero(ZeroBounds(uses: Bounds.uses + 1))),
        Case("/bounds/networks", zero(networks(Bounds.networks)), zero(networks(Bounds.networks + 1))),
        Case("/bounds/networks", zero(networks(1)), zero(networks(0))),
        Case(
            "/bounds/networks/0", zero(ZeroBounds(networks: ["2001:db8::1"])), zero(ZeroBounds(networks: ["192.0.2.1/24"]))),
        Case(
            "/bounds/names", zero(ZeroBounds(names: text(Bounds.namePattern))),
            zero(ZeroBounds(names: text(Bounds.namePattern + 1)))),
        Case("/bounds/names", zero(ZeroBounds(names: "(a)|(b)")), zero(ZeroBounds(names: "a)|(b"))),
        Case("/bounds/names", zero(ZeroBounds(names: "a{1,3}")), zero(ZeroBounds(names: "(?=a)"))),
        Case("/bounds/labels", zero(ZeroBounds(labels: ["role": "web"])), zero(ZeroBounds(labels: ["Role": "web"]))),
        Case("/bounds/labels/role", zero(ZeroBounds(labels: ["role": "web"])), zero(ZeroBounds(labels: ["role": "a b"]))),
        Case("/subscriber", submit(), submit(subscriber: "Acme")),
        Case("/targets", submit(machines: nil, where: "a=b"), submit(machines: nil)),
        Case("/targets", submit(), submit(machines: [])),
        Case(
            "/targets/machines", submit(machines: Array(repeating: "a", count: Bounds.targets)),
            submit(machines: Array(repeating: "a", count: Bounds.targets + 1))),
        Case("/targets/machines/0", submit(machines: [text(64)]), submit(machines: [text(65)])),
        Case("/targets/where", submit(where: text(Bounds.targetText)), submit(where: text(Bounds.targetText + 1))),
        Case("/instruction/executor", submit(), submit(executor: "Shell")),
        Case("/instruction/parameters", submit(), submit(parameters: [])),
        Case("/timeout", submit(timeout: Bounds.timeout), submit(timeout: Bounds.timeout + 1)),
        Case("/timeout", submit(), submit(timeout: 0)),
        Case("/expires", submit(expires: Bounds.expires), submit(expires: Bounds.expires + 1)),
        Case("/name", zero(), zero(name: "A")), Case("/csr", zero(csr: text(Bounds.csr)), zero(csr: text(Bounds.csr + 1))),
        Case("/expires", zero(expires: 60), zero(expires: 59)),
        Case("/expires", zero(expires: 366 * 86_400), zero(expires: 366 * 86_400 + 1)),
    ]

    @Test(arguments: agentPlane + operatorPlane) func holds(_ example: Case) throws {
        try example.within.validate()
        let error = try #require(throws: WireError.self) { try example.beyond.validate() }
        #expect(error.pointer == example.pointer)
        #expect(!error.message.isEmpty)
    }

    /// Validation is part of decoding: nobody can forget it.
    @Test func decodingValidates() {
        #expect(throws: WireError("not between 0 and 1024", at: "/capacity")) {
            try WireJSON.decode(AvailabilityRequest.self, from: #"{"capacity":2000,"holding":[],"wait":1}"#.utf8)
        }
    }
}
