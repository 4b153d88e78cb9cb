package import BeckonWire

extension Delivery {
    /// Its time has come, and nobody has said anything that would have moved it on.
    ///
    /// `heldAt` is when the machine last showed that it holds the delivery, nil where it has not since the broker started, which was
    /// at `listeningSince`.
    package mutating func due(at now: Timestamp, heldAt: Timestamp?, listeningSince: Timestamp) {
        guard let dueAt = record.dueAt, dueAt <= now else { return }
        switch record.state {
        case .queued: notFetched(at: now)
        case .fetched, .started: silent(at: now, heldAt: heldAt, listeningSince: listeningSince)
        case .finished: record.dueAt = nil
        }
    }

    private mutating func notFetched(at now: Timestamp) {
        if record.finish == nil {
            finish(Finish(outcome: .expired, message: "not fetched before \(transaction.expiresAt)"), at: now)
        } else {
            // An attempt of it may have run: `expired` would say that nothing has.
            finish(
                Finish(
                    outcome: .unknown,
                    message: "attempt \(record.attempt) was interrupted, and not fetched again before \(transaction.expiresAt)"),
                at: now)
        }
    }

    private mutating func silent(at now: Timestamp, heldAt: Timestamp?, listeningSince: Timestamp) {
        let patience = max(
            heldAt?.adding(seconds: Limits.silence) ?? now, listeningSince.adding(seconds: Limits.restart))
        if patience > now {
            record.dueAt = patience
        } else {
            finish(
                Finish(outcome: .unknown, message: "the machine has not been heard of: nobody knows how far it ran"), at: now)
        }
    }
}
