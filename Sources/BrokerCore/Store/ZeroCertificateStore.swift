package import BeckonWire

/// Where zero certificates are kept. Each change takes its audit row along; how a machine uses one is `MachineStore.enroll`.
package protocol ZeroCertificateStore: Sendable {
    func addZeroCertificate(_ zero: ZeroCertificateRecord, audit: AuditEntry) async throws
    func zeroCertificate(_ id: ZeroCertificateID, of subscriber: String) async throws -> ZeroCertificateRecord?
    /// In order of id, after `after`, at most `limit`; with the count of machines that are there by each.
    func zeroCertificates(
        of subscriber: String, after: ZeroCertificateID?, limit: Int
    ) async throws -> [(ZeroCertificateRecord, machines: Int)]
    /// The zero certificate as it is now, with its machines counted; nil where there is none. One that is revoked stays as it is, without a row.
    func revokeZeroCertificate(
        _ id: ZeroCertificateID, of subscriber: String, at time: Timestamp, audit: AuditEntry
    ) async throws -> (ZeroCertificateRecord, machines: Int)?
}
