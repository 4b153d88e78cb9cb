package import BeckonWire

extension OperatorDesk {
    package func audit(after: Int, limit: Int, for caller: OperatorCaller) async throws(Problem) -> AuditPage {
        try caller.require(.readAudit)
        let limit = min(max(limit, 1), Self.pageLimit)
        return try await dispatch.stored {
            // The head first: rows that come meanwhile are beyond it, and no reader takes them for missing.
            let head = try await dispatch.store.auditHead(of: caller.subscriber)
            let items = try await dispatch.store.audit(of: caller.subscriber, after: after, limit: limit)
            return AuditPage(items: items, next: items.count < limit ? nil : items.last.map { "\($0.number)" }, head: head)
        }
    }
}
