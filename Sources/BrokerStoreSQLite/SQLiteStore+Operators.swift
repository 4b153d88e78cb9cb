package import BeckonWire
package import BrokerCore
import GRDB

extension SQLiteStore {
    package func addOperator(_ record: OperatorRecord, audit: AuditEntry) async throws -> Bool {
        try await writer.perform { db in
            if let known = try db.operator(record.name, of: record.subscriber), known.revokedAt == nil,
                record.createdAt < known.expiresAt
            {
                return false
            }
            try db.run(
                "INSERT OR REPLACE INTO operators (\(OperatorRecord.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                record.arguments)
            try db.append(audit)
            return true
        }
    }

    package func `operator`(named name: String, of subscriber: String) async throws -> OperatorRecord? {
        try read { try $0.operator(name, of: subscriber) }
    }

    package func `operator`(withToken hash: String) async throws -> OperatorRecord? {
        try read { db in
            try db.first(
                "SELECT \(OperatorRecord.columns) FROM operators WHERE credential = 'token' AND proof = ?", [hash],
                OperatorRecord.init(row:))
        }
    }

    package func operators(of subscriber: String, after: String?, limit: Int) async throws -> [OperatorRecord] {
        try read { db in
            try db.all(
                "SELECT \(OperatorRecord.columns) FROM operators WHERE subscriber = ? AND name > ? ORDER BY name LIMIT ?",
                [subscriber, after ?? "", max(0, limit)], OperatorRecord.init(row:))
        }
    }

    package func renewOperator(
        _ name: String, of subscriber: String, with renewed: OperatorRecord.Renewed, audit: AuditEntry
    ) async throws -> Bool {
        try await writer.perform { db in
            guard let known = try db.operator(name, of: subscriber), known.revokedAt == nil, known.credential == .certificate
            else { return false }
            try db.run(
                "UPDATE operators SET renewed_serial = ?, renewed_expires_at = ? WHERE subscriber = ? AND name = ?",
                [renewed.serial, renewed.expiresAt.milliseconds, subscriber, name])
            try db.append(audit)
            return true
        }
    }

    package func promoteOperator(
        _ name: String, of subscriber: String, to renewed: OperatorRecord.Renewed
    ) async throws {
        try await writer.perform { db in
            try db.run(
                """
                UPDATE operators SET proof = renewed_serial, expires_at = renewed_expires_at, renewed_serial = NULL,
                    renewed_expires_at = NULL WHERE subscriber = ? AND name = ? AND renewed_serial = ?
                """, [subscriber, name, renewed.serial])
        }
    }

    package func revokeOperator(
        _ name: String, of subscriber: String, at time: Timestamp, audit: AuditEntry
    ) async throws -> OperatorRecord? {
        try await writer.perform { db in
            guard var record = try db.operator(name, of: subscriber), record.revokedAt == nil else {
                return try db.operator(name, of: subscriber)
            }
            try db.run(
                "UPDATE operators SET revoked_at = ? WHERE subscriber = ? AND name = ?", [time.milliseconds, subscriber, name])
            try db.append(audit)
            record.revokedAt = time
            return record
        }
    }
}

extension Database {
    fileprivate func `operator`(_ name: String, of subscriber: String) throws -> OperatorRecord? {
        try first(
            "SELECT \(OperatorRecord.columns) FROM operators WHERE subscriber = ? AND name = ?", [subscriber, name],
            OperatorRecord.init(row:))
    }
}
