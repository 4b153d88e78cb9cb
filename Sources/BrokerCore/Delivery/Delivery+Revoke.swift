package import BeckonWire

extension Delivery {
    /// Its machine is revoked: what waits is not fetched any more; what runs is nobody's to stop, and is left to its time.
    package mutating func machineRevoked(at now: Timestamp) {
        switch record.state {
        case .queued:
            if record.finish == nil {
                finish(Finish(outcome: .expired, message: "the machine was revoked before it fetched this"), at: now)
            } else {
                // An attempt of it may have run: `expired` would say that nothing has.
                finish(
                    Finish(
                        outcome: .unknown,
                        message: "attempt \(record.attempt) was interrupted, and the machine was revoked before it ran again"),
                    at: now)
            }
        case .fetched, .started:
            record.cancelRequested = true
        case .finished:
            break
        }
    }
}
