package import BeckonWire
package import BrokerCore
import GRDB

extension SQLiteStore {
    package func addSubscriber(_ subscriber: SubscriberRecord) async throws {
        try await writer.perform { db in
            try db.run(
                "INSERT INTO subscribers (name, created_at) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
                [subscriber.name, subscriber.createdAt.milliseconds])
        }
    }

    package func subscribers() async throws -> [SubscriberRecord] {
        try read { db in
            try db.all("SELECT name, created_at FROM subscribers ORDER BY name", []) { row in
                let row = StoredRow(row, of: "subscribers")
                return SubscriberRecord(name: try row.text(0), createdAt: try row.time(1))
            }
        }
    }

    package func addZeroCertificate(_ zero: ZeroCertificateRecord) async throws {
        try await writer.perform { db in
            try db.run(
                "INSERT INTO zero_certificates (\(ZeroCertificateRecord.columns)) VALUES (?, ?, ?, ?, ?, ?)", zero.arguments)
        }
    }

    package func zeroCertificate(_ id: ZeroCertificateID, of subscriber: String) async throws -> ZeroCertificateRecord? {
        try read { db in
            try db.first(
                "SELECT \(ZeroCertificateRecord.columns) FROM zero_certificates WHERE id = ? AND subscriber = ?",
                [id.description, subscriber], ZeroCertificateRecord.init(row:))
        }
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
                (try ZeroCertificateRecord(row: row), machines: try StoredRow(row, of: "zero_certificates").integer(6))
            }
        }
    }
}
