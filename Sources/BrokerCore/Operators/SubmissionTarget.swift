import BeckonWire

/// A machine that a first request goes to, or would have gone to.
struct SubmissionTarget: Hashable, Sendable {
    let machine: MachineID
    let name: String
    /// Why it cannot run the instruction, where it cannot.
    let inability: String?

    func delivery(of transaction: TransactionRecord) -> DeliveryRecord {
        guard let inability else {
            return DeliveryRecord(
                transaction: transaction.id, machine: machine, subscriber: transaction.subscriber, name: name,
                dueAt: transaction.expiresAt)
        }
        return DeliveryRecord(
            transaction: transaction.id, machine: machine, subscriber: transaction.subscriber, name: name,
            state: .finished(.rejected), finishedAt: transaction.submittedAt,
            finish: Finish(outcome: .rejected, message: inability), dueAt: nil)
    }
}
