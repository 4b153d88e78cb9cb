package import BeckonWire
package import BrokerCore
import GRDB

extension SQLiteStore {
    package func addZeroCertificate(_ zero: ZeroCertificateRecord, audit: AuditEntry) async throws {
        try await writer.perform { db in
            try db.run(
                "INSERT INTO zero_certificates (\(ZeroCertificateRecord.columns)) VALUES (\(ZeroCertificateRecord.placeholders))",
                zero.arguments)
            try db.append(audit)
        }
    }

    package func zeroCertificate(_ id: ZeroCertificateID, of subscriber: String) async throws -> ZeroCertificateRecord? {
        try read { try $0.zeroCertificate(id, of: subscriber) }
    }

    package func zeroCertificates(
        of subscriber: String, after: ZeroCertificateID?, limit: Int
    ) async throws -> [(ZeroCertificateRecord, machines: Int)] {
        try read { db in
            try db.all(
                """
                SELECT \(ZeroCertificateRecord.columns), (SELECT count(*) FROM machines WHERE zero_certificate = zero.id)
                FROM zero_certificates zero WHERE subscriber = ? AND id > ? ORDER BY id LIMIT ?
                """, [subscriber, after?.description ?? "", max(0, limit)]
            ) { row in
                let machines = try StoredRow(row, of: "zero_certificates").integer(ZeroCertificateRecord.columnCount)
                return (try ZeroCertificateRecord(row: row), machines: machines)
            }
        }
    }

    package func revokeZeroCertificate(
        _ id: ZeroCertificateID, of subscriber: String, at time: Timestamp, audit: AuditEntry
    ) async throws -> (ZeroCertificateRecord, machines: Int)? {
        try await writer.perform { db in
            guard var zero = try db.zeroCertificate(id, of: subscriber) else { return nil }
            if zero.revokedAt == nil {
                zero.revoke(at: time)
                try db.save(zero)
                try db.append(audit)
            }
            let machines = try db.first("SELECT count(*) FROM machines WHERE zero_certificate = ?", [id.description]) {
                try StoredRow($0, of: "machines").integer(0)
            }
            return (zero, machines: machines ?? 0)
        }
    }
}

extension Database {
    /// Takes a use of a zero certificate, or answers why not.
    func use(_ id: ZeroCertificateID, at time: Timestamp) throws -> EnrollmentDecision? {
        let known = try first(
            "SELECT \(ZeroCertificateRecord.columns) FROM zero_certificates WHERE id = ?", [id.description],
            ZeroCertificateRecord.init(row:))
        guard var zero = known else { throw StoreError(.failed, "there is no zero certificate \(id)") }
        let waiting = zero.bounds.needsApproval ? try waiting(for: id) : 0
        if let refusal = zero.use(at: time, waiting: waiting) { return .refused(refusal, by: zero) }
        try save(zero)
        return nil
    }

    /// Machines that await their approval, which an index of their own has.
    private func waiting(for id: ZeroCertificateID) throws -> Int {
        try first(
            "SELECT count(*) FROM machines WHERE zero_certificate = ? AND state = 'pending'", [id.description]
        ) { try StoredRow($0, of: "machines").integer(0) } ?? 0
    }

    fileprivate func zeroCertificate(_ id: ZeroCertificateID, of subscriber: String) throws -> ZeroCertificateRecord? {
        try first(
            "SELECT \(ZeroCertificateRecord.columns) FROM zero_certificates WHERE id = ? AND subscriber = ?",
            [id.description, subscriber], ZeroCertificateRecord.init(row:))
    }

    /// Only what changes: the rest of a zero certificate is as it was given out.
    fileprivate func save(_ zero: ZeroCertificateRecord) throws {
        try run(
            "UPDATE zero_certificates SET uses = ?, last_used_at = ?, revoked_at = ? WHERE id = ?",
            [zero.uses, zero.lastUsedAt?.milliseconds, zero.revokedAt?.milliseconds, zero.id.description])
    }
}
