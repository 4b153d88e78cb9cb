package import BeckonWire

/// What the broker answers to operators of the audit log of their subscriber.
package protocol AuditService: Sendable {
    /// Rows after number `after` in their order, at most `limit`, and where the chain ends.
    func audit(after: Int, limit: Int, for caller: OperatorCaller) async throws(Problem) -> AuditPage
}
