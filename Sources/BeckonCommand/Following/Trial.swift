import BeckonWire

/// Tries again while the broker is away, and gives up with a message that says how to go on.
struct Trial: Sendable {
    private var backOff: BackOff

    init(patience: Duration) {
        backOff = BackOff(patience: patience)
    }

    mutating func succeeded() { backOff.succeeded() }

    /// Waits before the next try.
    /// - Throws: `CommandFailure` where the broker has been away for too long.
    mutating func wait(after error: (any Error)?, _ transaction: TransactionID) async throws {
        var random = SystemRandomNumberGenerator()
        guard let delay = backOff.failed(at: .now, using: &random) else {
            let reason = (error as? BrokerLost)?.failure.message ?? (error as? Problem)?.detail ?? "the broker ends every answer"
            throw CommandFailure(
                ExitStatus.unavailable, "\(reason); transaction \(transaction) goes on without us",
                hint: "watch it again: beckon transaction watch \(transaction)")
        }
        try await Task.sleep(for: delay)
    }
}

extension Problem {
    /// Whether the same request may well succeed a little later.
    var isPassing: Bool {
        switch kind {
        case .unavailable, .tooManyRequests, .internalError: true
        default: false
        }
    }
}
