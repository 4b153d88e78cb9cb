/// How long to wait before the broker is tried again, and when to give up.
package struct BackOff: Sendable {
    private let patience: Duration
    private var failures = 0
    private var firstFailure: ContinuousClock.Instant?

    /// - Parameter patience: how long the broker may be gone without a break.
    package init(patience: Duration) {
        self.patience = patience
    }

    /// The broker has answered.
    package mutating func succeeded() {
        failures = 0
        firstFailure = nil
    }

    /// The broker did not answer.
    /// - Returns: how long to wait: 0.1 s, 0.2 s … 5 s, times 0.5 to 1; nil where it has been gone for too long.
    package mutating func failed(
        at now: ContinuousClock.Instant, using random: inout some RandomNumberGenerator
    ) -> Duration? {
        let start = firstFailure ?? now
        firstFailure = start
        guard now - start < patience else { return nil }
        failures = min(failures + 1, 7)
        let longest = min(5.0, 0.1 * Double(1 << (failures - 1)))
        return .milliseconds(Int(1000 * longest * Double.random(in: 0.5...1, using: &random)))
    }
}
