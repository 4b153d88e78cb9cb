import BeckonWire
import BrokerCore
import BrokerTestSupport

/// A delivery and the times and sessions that tests of its states use. `at` counts seconds from the first request.
struct DeliveryScript {
    var delivery: Delivery

    init(onInterruption: Interruption = .report) {
        let transaction = Records.transaction(101, onInterruption: onInterruption)
        delivery = Delivery(Records.delivery(of: transaction, to: Records.machine(1)), of: transaction)
    }

    var record: DeliveryRecord { delivery.record }
    var state: DeliveryState { delivery.record.state }

    static func time(_ seconds: Int) -> Timestamp { Records.noon.adding(seconds: seconds) }
    static func session(_ seq: Int, run: Int = 1, journal: String = "j1") -> AgentSession {
        AgentSession(journal: journal, run: run, seq: seq)
    }

    @discardableResult
    mutating func fetch(_ session: AgentSession? = session(10), at seconds: Int = 1) throws(Problem) -> FetchResponse {
        try delivery.fetch(session, at: Self.time(seconds))
    }

    mutating func available(_ session: AgentSession?, holds: Bool = false, at seconds: Int = 2) {
        delivery.available(session, holds: holds, at: Self.time(seconds))
    }

    @discardableResult
    mutating func report(
        _ events: ReportEvent..., attempt: Int = 1, stored: [OutputStream: Int] = [:], at seconds: Int = 3
    ) throws(Problem) -> Delivery.ReportAnswer {
        try delivery.report(ReportRequest(attempt: attempt, events: events), stored: stored, at: Self.time(seconds))
    }

    mutating func cancel(at seconds: Int = 2) { delivery.cancel(at: Self.time(seconds)) }

    mutating func due(at seconds: Int, heldAt: Int? = nil, listeningSince: Int = 0) {
        delivery.due(
            at: Self.time(seconds), heldAt: heldAt.map(Self.time), listeningSince: Self.time(listeningSince))
    }

    static func started(_ seq: Int = 1, at seconds: Int = 2) -> ReportEvent {
        ReportEvent(seq: seq, at: time(seconds), .started)
    }
    static func progress(_ seq: Int, done: Int) -> ReportEvent {
        ReportEvent(seq: seq, at: time(2), .progress(Progress(done: done, total: nil, note: nil)))
    }
    static func finished(
        _ seq: Int = 2, _ outcome: Outcome = .succeeded, exitCode: Int? = nil,
        output: [OutputStream: OutputSummary]? = nil, at seconds: Int = 3
    ) -> ReportEvent {
        ReportEvent(seq: seq, at: time(seconds), .finished(Finish(outcome: outcome, exitCode: exitCode, output: output)))
    }
}

/// The kind of the problem that `body` throws, nil where it throws none.
func refusal(_ body: () throws(Problem) -> Void) -> ProblemKind? {
    do {
        try body()
        return nil
    } catch {
        return error.kind
    }
}

/// The problem that `body` throws, nil where it throws none.
func problem(_ body: () async throws -> Void) async -> Problem? {
    do {
        try await body()
        return nil
    } catch {
        return error as? Problem
    }
}
