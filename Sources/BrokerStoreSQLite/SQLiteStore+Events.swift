package import BeckonWire
package import BrokerCore
import GRDB

extension SQLiteStore {
    package func standing(of transaction: TransactionID, after: Int, limit: Int) async throws -> TransactionStanding {
        try readMoment { db in
            let counts = try db.counts(of: transaction)
            let events = try db.all(
                "SELECT \(DeliveryEvent.columns) FROM events WHERE transaction_id = ? AND number > ? ORDER BY number LIMIT ?",
                [transaction.description, after, max(0, limit)], DeliveryEvent.init(row:))
            return TransactionStanding(
                counts: counts, events: events, last: try events.last?.number ?? db.lastEvent(of: transaction))
        }
    }
}

extension Database {
    /// Records a change that operators see, in the step that made it.
    func record(_ delivery: DeliveryRecord, at time: Timestamp) throws -> DeliveryEvent {
        try run(
            "INSERT INTO events (transaction_id, at, delivery) VALUES (?, ?, ?)",
            [delivery.transaction.description, time.milliseconds, StoredJSON.text(StoredDelivery(delivery))])
        return DeliveryEvent(number: Int(lastInsertedRowID), at: time, delivery: delivery)
    }

    fileprivate func lastEvent(of transaction: TransactionID) throws -> Int {
        try first("SELECT max(number) FROM events WHERE transaction_id = ?", [transaction.description]) { row in
            StoredRow(row, of: "events").optionalInteger(0)
        }.flatMap(\.self) ?? 0
    }
}
