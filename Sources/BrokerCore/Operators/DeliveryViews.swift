import BeckonWire

/// Deliveries as operators see them.
struct DeliveryViews: Sendable {
    let store: any BrokerStore

    /// Throws what the store throws.
    func view(of record: DeliveryRecord) async throws -> DeliveryView {
        guard record.finish == nil, record.attempt > 0 else { return DeliveryView(record) }
        let lengths = try await store.outputLengths(of: record.transaction, record.machine, attempt: record.attempt)
        return DeliveryView(record, output: lengths.mapValues { DeliveryView.Output(length: $0, sha256: nil, truncated: false) })
    }
}

extension DeliveryView {
    /// `output`: what has come so far, where there is no outcome yet that says it.
    init(_ record: DeliveryRecord, output: [OutputStream: Output] = [:]) {
        let finish = record.finish
        self.init(
            transaction: record.transaction, machine: record.machine, name: record.name, state: record.state,
            attempt: record.attempt, exitCode: finish?.exitCode, result: finish?.result, message: finish?.message,
            progress: record.progress, fetchedAt: record.fetchedAt, startedAt: record.startedAt,
            finishedAt: record.finishedAt, cancelling: record.cancelRequested && record.state.outcome == nil,
            output: finish?.output?.mapValues { Output(length: $0.length, sha256: $0.sha256, truncated: $0.truncated) } ?? output)
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
