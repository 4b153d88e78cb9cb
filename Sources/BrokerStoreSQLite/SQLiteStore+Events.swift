package import BeckonWire
package import BrokerCore
import GRDB

extension SQLiteStore {
    package func events(of transaction: TransactionID, after: Int, limit: Int) async throws -> [DeliveryEvent] {
        try read { db in
            try db.all(
                "SELECT \(DeliveryEvent.columns) FROM events WHERE transaction_id = ? AND number > ? ORDER BY number LIMIT ?",
                [transaction.description, after, max(0, limit)], DeliveryEvent.init(row:))
        }
    }
}

extension Database {
    /// Records a change that operators see, in the step that made it.
    func record(_ delivery: DeliveryRecord, at time: Timestamp) throws {
        try run(
            "INSERT INTO events (transaction_id, at, delivery) VALUES (?, ?, ?)",
            [delivery.transaction.description, time.milliseconds, StoredJSON.text(StoredDelivery(delivery))])
    }
}
