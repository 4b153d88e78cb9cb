package import BeckonWire

/// Where the audit log is kept: one chain of rows for each subscriber, to which rows are only ever added.
package protocol AuditStore: Sendable {
    /// Adds a row by itself: of something that changed nothing else, such as a refusal. What changes something takes its entry along.
    func append(audit entry: AuditEntry) async throws
    /// In order of number, after `after`, at most `limit`.
    func audit(of subscriber: String, after: Int, limit: Int) async throws -> [AuditRecord]
    /// The last row; nil where there is none.
    func auditHead(of subscriber: String) async throws -> AuditPage.Head?
}
