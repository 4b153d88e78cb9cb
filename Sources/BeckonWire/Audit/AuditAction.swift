/// What an audit record tells of. Words are part of the contract: they are only ever added to, so that a reader keeps those that it
/// does not know.
package struct AuditAction: RawRepresentable, Hashable, Codable, Sendable {
    package let rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }

    package init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    private init(_ rawValue: String) { self.rawValue = rawValue }
}

extension AuditAction {
    package static let zeroCreated = AuditAction("zero.created")
    package static let zeroRevoked = AuditAction("zero.revoked")
    /// An attempt to enrol that a bound of the zero certificate refused.
    package static let enrollmentRefused = AuditAction("enrollment.refused")
    /// An attempt to enrol that awaits an admin's approval.
    package static let enrollmentRequested = AuditAction("enrollment.requested")
    package static let machineEnrolled = AuditAction("machine.enrolled")
    package static let machineApproved = AuditAction("machine.approved")
    package static let machineRenewed = AuditAction("machine.renewed")
    package static let machineLabelled = AuditAction("machine.labelled")
    package static let machineQuarantined = AuditAction("machine.quarantined")
    package static let machineReidentified = AuditAction("machine.reidentified")
    package static let machineRevoked = AuditAction("machine.revoked")
    /// A request of a machine that is revoked or quarantined, or whose certificate has expired.
    package static let machineRefused = AuditAction("machine.refused")
    package static let operatorCreated = AuditAction("operator.created")
    package static let operatorRenewed = AuditAction("operator.renewed")
    package static let operatorRevoked = AuditAction("operator.revoked")
    package static let tokenCreated = AuditAction("token.created")
    /// A request that lacked a right or a credential.
    package static let operatorRefused = AuditAction("operator.refused")
    package static let transactionSubmitted = AuditAction("transaction.submitted")
    package static let transactionCancelled = AuditAction("transaction.cancelled")
    package static let authorityPrepared = AuditAction("authority.prepared")
    package static let authorityActivated = AuditAction("authority.activated")
    package static let authorityRetired = AuditAction("authority.retired")
    package static let subscriberCreated = AuditAction("subscriber.created")
}
