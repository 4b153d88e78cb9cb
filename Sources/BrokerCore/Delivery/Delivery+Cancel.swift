package import BeckonWire

extension Delivery {
    /// The operator wants it cancelled. What has been fetched is cancelled by its machine, which is told and reports the outcome.
    package mutating func cancel(at now: Timestamp) {
        switch record.state {
        case .queued:
            let message = record.finish == nil ? nil : "cancelled before it ran again; attempt \(record.attempt) was interrupted"
            finish(Finish(outcome: .cancelled, message: message), at: now)
        case .fetched, .started:
            record.cancelRequested = true
        case .finished:
            break
        }
    }
}
