import BeckonIdentity
import BeckonWire
import Crypto

/// The first request: judged, resolved to machines, and stored.
struct Submission: Sendable {
    let dispatch: Dispatch
    let caller: OperatorCaller

    func submit(
        _ octets: [UInt8], idempotencyKey: String?, traceparent: String?
    ) async throws(Problem) -> SubmitResponse {
        let key = try idempotencyKey.map { text throws(Problem) in try idempotency(text, octets) }
        // Before anything is judged: a repeat gets its answer even where the machines have changed since.
        if let key, let earlier = try await dispatch.stored({ try await dispatch.store.submitted(with: key) }),
            let response = try answer(earlier, to: key)
        {
            return response
        }
        let request: SubmitRequest
        do { request = try WireJSON.decode(from: octets) } catch { throw Problem(error) }
        guard request.subscriber == caller.subscriber else {
            throw Problem(
                .otherSubscriber, "\(caller.name) is an operator of \(caller.subscriber), not of \(request.subscriber)",
                members: ["pointer": "/subscriber"])
        }
        try caller.require(.submitTransactions, executor: request.instruction.executor)
        let plan = try await SubmissionTargets(dispatch: dispatch, request: request, caller: caller).resolve()
        return try await store(request, plan: plan, key: key, traceparent: traceparent.flatMap(Traceparent.init))
    }

    private func store(
        _ request: SubmitRequest, plan: [SubmissionTarget], key: IdempotencyKey?, traceparent: Traceparent?
    ) async throws(Problem) -> SubmitResponse {
        let now = dispatch.now()
        let transaction = TransactionRecord(
            id: dispatch.identifiers.next(at: now), subscriber: caller.subscriber, submittedBy: caller.name, submittedAt: now,
            targets: request.targets, instruction: request.instruction, timeout: request.timeout,
            expiresAt: now.adding(seconds: request.expires), onInterruption: request.onInterruption,
            traceparent: traceparent?.text)
        let deliveries = plan.map { $0.delivery(of: transaction) }
        if deliveries.allSatisfy({ $0.state == .queued }) {
            dispatch.feed.submitted(transaction.id, deliveries: deliveries.count)
        }
        let decision = try await dispatch.stored {
            try await dispatch.store.submit(
                transaction, deliveries: deliveries, idempotency: key, audit: audit(of: transaction, deliveries.count)
            ) {
                // The machines before the operator: they are what it waits for.
                dispatch.waker.wake(deliveries.filter { $0.state == .queued }.map(\.machine), for: transaction.id)
            }
        }
        if let key, let response = try answer(decision, to: key) { return response }
        return SubmitResponse(transaction: transaction.id, deliveries: deliveries.count)
    }

    /// Parameters are not in it: they may hold secrets, and the transaction has them.
    private func audit(of transaction: TransactionRecord, _ deliveries: Int) -> AuditEntry {
        AuditEntry(
            at: transaction.submittedAt, subscriber: caller.subscriber, actor: caller.actor, address: caller.address,
            action: .transactionSubmitted, subject: transaction.id.description,
            detail: "\(transaction.instruction.executor) to \(deliveries) machine\(deliveries == 1 ? "" : "s")")
    }

    /// Nil where the request is stored now.
    private func answer(_ decision: SubmitDecision, to key: IdempotencyKey) throws(Problem) -> SubmitResponse? {
        switch decision {
        case .stored: return nil
        case .repeated(let transaction, let deliveries):
            return SubmitResponse(transaction: transaction, deliveries: deliveries)
        case .conflict(let transaction):
            throw Problem(
                .idempotencyConflict, "Idempotency-Key \(key.key) made \(transaction) from another body",
                hint: "use a new key for a new request", members: ["transaction": .string(transaction.description)])
        }
    }

    private func idempotency(_ text: String, _ octets: [UInt8]) throws(Problem) -> IdempotencyKey {
        guard (1...Bounds.idempotencyKey).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw Problem(.badRequest, "Idempotency-Key is not 1 to \(Bounds.idempotencyKey) printable ASCII characters")
        }
        return IdempotencyKey(
            credential: "\(caller.subscriber)/\(caller.name)", key: text, bodyDigest: Hexadecimal.text(SHA256.hash(data: octets)))
    }
}
