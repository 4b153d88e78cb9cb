package import BeckonWire

extension Delivery {
    /// The third request: gives the instruction, once per attempt.
    package mutating func fetch(_ session: AgentSession?, at now: Timestamp) throws(Problem) -> FetchResponse {
        switch record.state {
        case .queued:
            guard now < transaction.expiresAt else { throw expired }
        case .fetched, .started:
            throw Problem(
                .alreadyFetched, "\(id) has been fetched by this machine (attempt \(record.attempt))",
                hint: "if the answer was lost, leave \(id) out of holding in the next availability request")
        case .finished(.expired):
            throw expired
        case .finished(.cancelled):
            throw Problem(.cancelled, "\(id) is cancelled")
        case .finished(let outcome):
            throw Problem(.finished, "\(id) is finished: \(outcome.rawValue)")
        }
        record.state = .fetched
        record.attempt += 1
        record.session = session
        record.acknowledged = 0
        record.fetchedAt = now
        record.finish = nil
        record.dueAt = now.adding(seconds: transaction.timeout + Limits.silence)
        return FetchResponse(
            transaction: transaction.id, attempt: record.attempt, instruction: transaction.instruction,
            timeout: transaction.timeout, onInterruption: transaction.onInterruption, traceparent: transaction.traceparent,
            operator: transaction.submittedBy)
    }

    private var expired: Problem { Problem(.expired, "\(id) expired at \(transaction.expiresAt)") }
}
