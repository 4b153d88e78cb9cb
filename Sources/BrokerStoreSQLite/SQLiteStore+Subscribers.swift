import BeckonWire
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
}
