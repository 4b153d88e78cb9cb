/// A transaction as operators see it.
package struct TransactionView: Hashable, WireMessage {
    package let transaction: TransactionID
    package let subscriber: String
    /// Who sent the first request.
    package let submittedBy: String
    package let submittedAt: Timestamp
    package let instruction: Instruction
    /// Seconds.
    package let timeout: Int
    package let expiresAt: Timestamp
    package let onInterruption: Interruption
    package let traceparent: String?
    /// Machines per state; a state without machines is left out.
    package let counts: [DeliveryState: Int]
    /// Whether every delivery is over.
    package let finished: Bool

    package init(
        transaction: TransactionID, subscriber: String, submittedBy: String, submittedAt: Timestamp, instruction: Instruction,
        timeout: Int, expiresAt: Timestamp, onInterruption: Interruption, traceparent: String?, counts: [DeliveryState: Int]
    ) {
        self.transaction = transaction
        self.subscriber = subscriber
        self.submittedBy = submittedBy
        self.submittedAt = submittedAt
        self.instruction = instruction
        self.timeout = timeout
        self.expiresAt = expiresAt
        self.onInterruption = onInterruption
        self.traceparent = traceparent
        self.counts = counts
        finished = counts.keys.allSatisfy { $0.outcome != nil }
    }
}
