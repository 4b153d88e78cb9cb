package import BeckonWire

/// One first request.
package struct TransactionRecord: Hashable, Sendable {
    package let id: TransactionID
    package let subscriber: String
    /// The operator, by name.
    package let submittedBy: String
    package let submittedAt: Timestamp
    /// The targets as they were asked for, before they were resolved to machines.
    package let targets: SubmitRequest.Targets
    package let instruction: Instruction
    /// Seconds.
    package let timeout: Int
    package let expiresAt: Timestamp
    package let onInterruption: Interruption
    package let traceparent: String?

    package init(
        id: TransactionID, subscriber: String, submittedBy: String, submittedAt: Timestamp, targets: SubmitRequest.Targets,
        instruction: Instruction, timeout: Int, expiresAt: Timestamp, onInterruption: Interruption, traceparent: String?
    ) {
        self.id = id
        self.subscriber = subscriber
        self.submittedBy = submittedBy
        self.submittedAt = submittedAt
        self.targets = targets
        self.instruction = instruction
        self.timeout = timeout
        self.expiresAt = expiresAt
        self.onInterruption = onInterruption
        self.traceparent = traceparent
    }
}
