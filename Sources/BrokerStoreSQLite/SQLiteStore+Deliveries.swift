package import BeckonWire
package import BrokerCore
import GRDB

extension SQLiteStore {
    package func deliveries(of transaction: TransactionID, after: MachineID?, limit: Int) async throws -> [DeliveryRecord] {
        try read { db in
            try db.all(
                """
                SELECT \(DeliveryRecord.columns) FROM deliveries WHERE transaction_id = ? AND machine_id > ?
                ORDER BY machine_id LIMIT ?
                """, [transaction.description, after?.description ?? "", max(0, limit)], DeliveryRecord.init(row:))
        }
    }

    package func delivery(of transaction: TransactionID, to machine: MachineID) async throws -> DeliveryRecord? {
        try read { try $0.delivery(of: transaction, to: machine)?.record }
    }

    package func queued(for machine: MachineID, limit: Int) async throws -> [TransactionID] {
        try read { db in
            try db.all(
                """
                SELECT transaction_id, machine_id FROM deliveries WHERE machine_id = ? AND state = 'queued'
                ORDER BY transaction_id LIMIT ?
                """, [machine.description, max(0, limit)]
            ) { try StoredRow($0, of: "deliveries", keyColumns: 2).id(0) }
        }
    }

    package func open(for machine: MachineID) async throws -> [DeliveryRecord] {
        try read { db in
            try db.all(
                """
                SELECT \(DeliveryRecord.columns) FROM deliveries WHERE machine_id = ? AND state IN ('fetched', 'started')
                ORDER BY transaction_id
                """, [machine.description], DeliveryRecord.init(row:))
        }
    }

    package func due(at time: Timestamp, limit: Int) async throws -> [DeliveryRecord] {
        try read { db in
            try db.all(
                "SELECT \(DeliveryRecord.columns) FROM deliveries WHERE due_at <= ? ORDER BY due_at, number LIMIT ?",
                [time.milliseconds, max(0, limit)], DeliveryRecord.init(row:))
        }
    }

    package func update<Answer: Sendable>(
        _ transaction: TransactionID, _ machine: MachineID, recorded: @escaping @Sendable (DeliveryChange) -> Void,
        _ change: @escaping @Sendable (inout DeliveryRecord, TransactionRecord) throws -> Answer
    ) async throws -> Answer? {
        let now = now
        let cached = transactionCache[transaction]
        let updated: Updated<Answer>? = try await writer.perform(
            committed: { updated in updated?.recorded.map(recorded) },
            { db in
                guard let (number, before) = try db.delivery(of: transaction, to: machine),
                    let transaction = try cached ?? db.transaction(transaction)
                else { return nil }
                var after = before
                let answer = try change(&after, transaction)
                if after != before { try db.replace(number, with: after) }
                guard after.looksDifferent(from: before) else {
                    return Updated(answer: answer, transaction: transaction, recorded: nil)
                }
                let event = try db.record(after, at: now())
                return Updated(
                    answer: answer, transaction: transaction, recorded: DeliveryChange(event: event, before: before.state))
            })
        if cached == nil, let updated { transactionCache.insert(updated.transaction) }
        return updated?.answer
    }

    private struct Updated<Answer: Sendable>: Sendable {
        let answer: Answer
        let transaction: TransactionRecord
        let recorded: DeliveryChange?
    }
}

extension Database {
    /// A delivery, and the number that output refers to it by.
    func delivery(of transaction: TransactionID, to machine: MachineID) throws -> (number: Int, record: DeliveryRecord)? {
        try first(
            "SELECT \(DeliveryRecord.columns), number FROM deliveries WHERE transaction_id = ? AND machine_id = ?",
            [transaction.description, machine.description]
        ) { row in
            (try StoredRow(row, of: "deliveries", keyColumns: 2).integer(17), try DeliveryRecord(row: row))
        }
    }

    func insert(_ delivery: DeliveryRecord) throws {
        try run(
            "INSERT INTO deliveries (\(DeliveryRecord.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            delivery.fixedArguments + delivery.changingArguments)
    }

    func replace(_ number: Int, with delivery: DeliveryRecord) throws {
        try run(
            "UPDATE deliveries SET \(DeliveryRecord.assignments) WHERE number = ?", delivery.changingArguments + [number])
    }
}
