package import BeckonWire
package import BrokerCore

/// Shorter questions, for tests that do not care for the rest of the answer.
extension BrokerStore {
    package func submit(
        _ transaction: TransactionRecord, deliveries: [DeliveryRecord], idempotency: IdempotencyKey?, audit: AuditEntry
    ) async throws -> SubmitDecision {
        try await submit(transaction, deliveries: deliveries, idempotency: idempotency, audit: audit, stored: {})
    }

    package func update<Answer: Sendable>(
        _ transaction: TransactionID, _ machine: MachineID,
        _ change: @escaping @Sendable (inout DeliveryRecord, TransactionRecord) throws -> Answer
    ) async throws -> Answer? {
        try await update(transaction, machine, recorded: { _ in }, change)
    }

    package func events(of transaction: TransactionID, after: Int, limit: Int) async throws -> [DeliveryEvent] {
        try await standing(of: transaction, after: after, limit: limit).events
    }
}
