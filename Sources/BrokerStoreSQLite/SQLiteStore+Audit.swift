package import BeckonWire
package import BrokerCore
import GRDB

extension SQLiteStore {
    package func append(audit entry: AuditEntry) async throws {
        try await writer.perform { try $0.append(entry) }
    }

    package func audit(of subscriber: String, after: Int, limit: Int) async throws -> [AuditRecord] {
        try read { db in
            try db.all(
                "SELECT subscriber, number, content FROM audit WHERE subscriber = ? AND number > ? ORDER BY number LIMIT ?",
                [subscriber, after, max(0, limit)]
            ) { try StoredRow($0, of: "audit", keyColumns: 2).json(AuditRecord.self, 2) }
        }
    }

    package func auditHead(of subscriber: String) async throws -> AuditPage.Head? {
        try read { try $0.auditHead(of: subscriber) }
    }
}

extension Database {
    /// Adds a row to its subscriber's chain.
    func append(_ entry: AuditEntry) throws {
        let record = entry.record(after: try auditHead(of: entry.subscriber))
        try run(
            "INSERT INTO audit (subscriber, number, content, hash) VALUES (?, ?, ?, ?)",
            [record.subscriber, record.number, StoredJSON.text(record), record.hash])
    }

    fileprivate func auditHead(of subscriber: String) throws -> AuditPage.Head? {
        try first("SELECT number, hash FROM audit WHERE subscriber = ? ORDER BY number DESC LIMIT 1", [subscriber]) { row in
            let row = StoredRow(row, of: "audit")
            return AuditPage.Head(number: try row.integer(0), hash: try row.text(1))
        }
    }
}
