package import BeckonWire
package import BrokerCore
import GRDB

extension SQLiteStore {
    package func submit(
        _ transaction: TransactionRecord, deliveries: [DeliveryRecord], idempotency: IdempotencyKey?, audit: AuditEntry,
        stored: @escaping @Sendable () -> Void
    ) async throws -> SubmitDecision {
        let cache = transactionCache
        let committed: @Sendable (SubmitDecision) -> Void = { decision in
            guard decision == .stored else { return }
            cache.insert(transaction)
            stored()
        }
        return try await writer.perform(committed: committed) { db in
            if let idempotency, let earlier = try Self.earlier(idempotency, db) { return earlier }
            try db.run(
                "INSERT INTO transactions (\(TransactionRecord.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                transaction.arguments)
            for delivery in deliveries { try db.insert(delivery) }
            if let idempotency { try Self.remember(idempotency, transaction.id, db) }
            try db.append(audit)
            return SubmitDecision.stored
        }
    }

    package func submitted(with key: IdempotencyKey) async throws -> SubmitDecision? {
        try read { try Self.earlier(key, $0) }
    }

    private static func earlier(_ idempotency: IdempotencyKey, _ db: Database) throws -> SubmitDecision? {
        try db.first(
            """
            SELECT transaction_id, body_digest, (SELECT count(*) FROM deliveries WHERE transaction_id = keys.transaction_id)
            FROM idempotency_keys keys WHERE credential = ? AND key = ?
            """, [idempotency.credential, idempotency.key]
        ) { row in
            let row = StoredRow(row, of: "idempotency_keys")
            let transaction: TransactionID = try row.id(0)
            return try row.text(1) == idempotency.bodyDigest
                ? .repeated(transaction, deliveries: try row.integer(2)) : .conflict(transaction)
        }
    }

    private static func remember(_ idempotency: IdempotencyKey, _ transaction: TransactionID, _ db: Database) throws {
        try db.run(
            "INSERT INTO idempotency_keys (credential, key, body_digest, transaction_id) VALUES (?, ?, ?, ?)",
            [idempotency.credential, idempotency.key, idempotency.bodyDigest, transaction.description])
    }

    package func transaction(_ id: TransactionID, of subscriber: String) async throws -> TransactionRecord? {
        if let cached = transactionCache[id] { return cached.subscriber == subscriber ? cached : nil }
        guard let record = try read({ try $0.transaction(id) }), record.subscriber == subscriber else { return nil }
        transactionCache.insert(record)
        return record
    }

    package func transactions(
        of subscriber: String, by operator: String?, before: TransactionID?, limit: Int
    ) async throws -> [TransactionRecord] {
        // "u" comes after every id's prefix.
        try read { db in
            try db.all(
                """
                SELECT \(TransactionRecord.columns) FROM transactions
                WHERE subscriber = ? AND id < ? AND submitted_by = coalesce(?, submitted_by) ORDER BY id DESC LIMIT ?
                """, [subscriber, before?.description ?? "u", `operator`, max(0, limit)], TransactionRecord.init(row:))
        }
    }

    package func counts(of transaction: TransactionID) async throws -> [DeliveryState: Int] {
        try read { try $0.counts(of: transaction) }
    }
}

extension Database {
    func transaction(_ id: TransactionID) throws -> TransactionRecord? {
        try first(
            "SELECT \(TransactionRecord.columns) FROM transactions WHERE id = ?", [id.description],
            TransactionRecord.init(row:))
    }

    func counts(of transaction: TransactionID) throws -> [DeliveryState: Int] {
        let counts: [(DeliveryState, Int)] = try all(
            "SELECT transaction_id, state, count(*) FROM deliveries WHERE transaction_id = ? GROUP BY state",
            [transaction.description]
        ) { row in
            let row = StoredRow(row, of: "deliveries")
            return (try row.word(1), try row.integer(2))
        }
        return Dictionary(counts, uniquingKeysWith: +)
    }
}
