/// What an audit record tells of. Words are part of the contract: they are only ever added to.
package enum AuditAction: String, Codable, CaseIterable, Sendable {
    case zeroCreated = "zero.created"
    case zeroRevoked = "zero.revoked"
    /// An attempt to enrol that a bound of the zero certificate refused.
    case enrollmentRefused = "enrollment.refused"
    case machineEnrolled = "machine.enrolled"
    case machineApproved = "machine.approved"
    case machineRenewed = "machine.renewed"
    case machineLabelled = "machine.labelled"
    case machineQuarantined = "machine.quarantined"
    case machineReidentified = "machine.reidentified"
    case machineRevoked = "machine.revoked"
    /// A request that a revoked, expired or quarantined machine made.
    case machineRefused = "machine.refused"
    case operatorCreated = "operator.created"
    case operatorRevoked = "operator.revoked"
    case tokenCreated = "token.created"
    case tokenRevoked = "token.revoked"
    /// A request that lacked a right or a credential.
    case operatorRefused = "operator.refused"
    case transactionSubmitted = "transaction.submitted"
    case transactionCancelled = "transaction.cancelled"
    case authorityPrepared = "authority.prepared"
    case authorityActivated = "authority.activated"
    case authorityRetired = "authority.retired"
    case subscriberCreated = "subscriber.created"
}
