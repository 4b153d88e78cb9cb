package import BeckonWire

/// The broker's side that operators speak to.
package struct OperatorDesk: OperatorService {
    let dispatch: Dispatch
    let issuer: any CertificateIssuer
    let authorities: any AuthorityKeeper

    /// Elements of one page, whatever is asked for.
    static let pageLimit = 500
    /// Octets of one slice of output.
    static let sliceLimit = 256 << 10

    var views: DeliveryViews { DeliveryViews(store: dispatch.store) }

    package func submit(
        _ octets: [UInt8], idempotencyKey: String?, traceparent: String?, by caller: OperatorCaller
    ) async throws(Problem) -> SubmitResponse {
        try caller.require(.submitTransactions)
        return try await Submission(dispatch: dispatch, caller: caller)
            .submit(octets, idempotencyKey: idempotencyKey, traceparent: traceparent)
    }

    package func cancel(_ id: TransactionID, by caller: OperatorCaller) async throws(Problem) -> TransactionView {
        try caller.require(.cancelTransactions)
        let record = try await known(id, to: caller)
        let audit = caller.audit(.transactionCancelled, id.description, at: dispatch.now())
        try await dispatch.stored { try await dispatch.store.append(audit: audit) }
        try await Cancellation(dispatch: dispatch, transaction: id).run()
        return try await dispatch.stored {
            TransactionView(record, counts: try await dispatch.store.counts(of: id))
        }
    }

    package func events(
        of id: TransactionID, after: Int, for caller: OperatorCaller
    ) async throws(Problem) -> any EventReader {
        let record = try await known(id, to: caller)
        guard let (follower, queued) = dispatch.feed.follow(id, after: after) else {
            throw Problem(.tooManyRequests, "too many event streams are open", retryAfter: 5)
        }
        return TransactionEvents(of: record, after: max(0, after), queued: queued, dispatch: dispatch, follower: follower)
    }

    package func executors(
        after: ExecutorCursor?, limit: Int, for caller: OperatorCaller
    ) async throws(Problem) -> Page<ExecutorView> {
        try caller.require(.readExecutors)
        return try await dispatch.stored {
            let (executors, next) = try await page(
                limit, from: after, id: \.cursor, octets: { WireJSON.encode($0.view.executor).count }
            ) {
                try await dispatch.store.executors(of: caller.subscriber, named: caller.scope.executors, after: $0, limit: $1)
            }
            return Page(items: executors.map(\.view), next: next?.description)
        }
    }

    package func isReady() async -> Bool {
        (try? await dispatch.store.subscribers()) != nil
    }

    /// The same for what does not exist, for what belongs to another subscriber, and for what a narrowed operator does not see.
    func known(_ id: TransactionID, to caller: OperatorCaller) async throws(Problem) -> TransactionRecord {
        try caller.require(.readTransactions)
        let record = try await dispatch.stored { try await dispatch.store.transaction(id, of: caller.subscriber) }
        guard let record, caller.sees(record) else { throw Problem(.notFound, "there is no transaction \(id)") }
        return record
    }
}
