package import BeckonWire

/// Where operators are kept. Each change takes its audit row along.
package protocol OperatorStore: Sendable {
    /// Stores an operator; false where one of its name is neither revoked nor expired when it is created. Then nothing is stored.
    func addOperator(_ record: OperatorRecord, audit: AuditEntry) async throws -> Bool
    func `operator`(named name: String, of subscriber: String) async throws -> OperatorRecord?
    /// Of whichever subscriber: a token says itself whose it is.
    func `operator`(withToken hash: String) async throws -> OperatorRecord?
    /// In order of name, after `after`, at most `limit`.
    func operators(of subscriber: String, after: String?, limit: Int) async throws -> [OperatorRecord]
    /// Adds a renewed certificate to that of an operator that is not revoked; false where there is none.
    func renewOperator(_ name: String, of subscriber: String, with renewed: OperatorRecord.Renewed, audit: AuditEntry)
        async throws -> Bool
    /// The renewed certificate has been used: it takes the place of the one before. Does nothing where it is not `renewed` any more.
    func promoteOperator(_ name: String, of subscriber: String, to renewed: OperatorRecord.Renewed) async throws
    /// The operator as it is now; nil where there is none. One that is revoked stays as it is, without a row.
    func revokeOperator(_ name: String, of subscriber: String, at time: Timestamp, audit: AuditEntry) async throws
        -> OperatorRecord?
}
