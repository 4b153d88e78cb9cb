package import BeckonWire

extension Delivery {
    /// The machine says what it holds: `holds` is whether this delivery is among it.
    package mutating func available(_ session: AgentSession?, holds: Bool, at now: Timestamp) {
        guard record.state == .fetched || record.state == .started else { return }
        switch SessionVerdict(
            fetchedIn: record.session, isStarted: record.state == .started, session: session, holds: holds)
        {
        case .unchanged: break
        case .neverArrived: neverArrived(at: now)
        case .lost: lost(session, at: now)
        }
    }

    private mutating func neverArrived(at now: Timestamp) {
        if record.cancelRequested {
            finish(Finish(outcome: .cancelled, message: "cancelled before it reached the machine"), at: now)
        } else if record.attempt >= Limits.attempts {
            finish(Finish(outcome: .expired, message: "fetched \(record.attempt) times and never started"), at: now)
        } else if now >= transaction.expiresAt {
            finish(Finish(outcome: .expired, message: "fetched once, never started, and expired since"), at: now)
        } else {
            queueAgain()
        }
    }

    private mutating func lost(_ session: AgentSession?, at now: Timestamp) {
        let cause = session == nil ? "without a session" : "with another journal"
        let finish = Finish(
            outcome: .unknown,
            message: "the machine came back \(cause) after attempt \(record.attempt) was fetched: nobody knows how far it ran")
        interrupted(finish, at: now, now: now)
    }

    /// The attempt ended at `time` and nobody saw how: it runs again where the operator allowed that.
    mutating func interrupted(_ finish: Finish, at time: Timestamp, now: Timestamp) {
        if canRerun(at: now) { queueAgain(after: finish) } else { self.finish(finish, at: time) }
    }
}
