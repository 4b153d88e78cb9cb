import BeckonWire

/// Deliveries as operators see them.
struct DeliveryViews: Sendable {
    let store: any BrokerStore

    /// Throws what the store throws.
    func view(of record: DeliveryRecord) async throws -> DeliveryView {
        let output = try await output(of: record)
        let finish = record.finish
        return DeliveryView(
            transaction: record.transaction, machine: record.machine, name: record.name, state: record.state,
            attempt: record.attempt, exitCode: finish?.exitCode, result: finish?.result, message: finish?.message,
            progress: record.progress, fetchedAt: record.fetchedAt, startedAt: record.startedAt,
            finishedAt: record.finishedAt, cancelling: record.cancelRequested && record.state.outcome == nil, output: output)
    }

    /// What the outcome says of the output; before there is one, what has come so far.
    private func output(of record: DeliveryRecord) async throws -> [OutputStream: DeliveryView.Output] {
        if let summaries = record.finish?.output {
            return summaries.mapValues {
                DeliveryView.Output(length: $0.length, sha256: $0.sha256, truncated: $0.truncated)
            }
        }
        guard record.attempt > 0 else { return [:] }
        let lengths = try await store.outputLengths(of: record.transaction, record.machine, attempt: record.attempt)
        return lengths.mapValues { DeliveryView.Output(length: $0, sha256: nil, truncated: false) }
    }
}

extension TransactionView {
    init(_ record: TransactionRecord, counts: [DeliveryState: Int]) {
        self.init(
            transaction: record.id, subscriber: record.subscriber, submittedBy: record.submittedBy,
            submittedAt: record.submittedAt, instruction: record.instruction, timeout: record.timeout,
            expiresAt: record.expiresAt, onInterruption: record.onInterruption, traceparent: record.traceparent,
            counts: counts)
    }
}
