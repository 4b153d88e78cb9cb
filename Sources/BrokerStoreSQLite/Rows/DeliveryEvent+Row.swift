import BeckonWire
import BrokerCore
import GRDB

extension DeliveryEvent {
    static let columns = "number, at, delivery"

    init(row: Row) throws {
        let row = StoredRow(row, of: "events")
        self.init(number: try row.integer(0), at: try row.time(1), delivery: try row.json(StoredDelivery.self, 2).record)
    }
}

/// A delivery as an event keeps it: absent members take no room.
struct StoredDelivery: Codable, Sendable {
    private let transaction: TransactionID
    private let machine: MachineID
    private let subscriber: String
    private let name: String
    private let state: DeliveryState
    private let attempt: Int
    private let session: AgentSession?
    private let acknowledged: Int
    private let cancelRequested: Bool?
    private let progress: Progress?
    private let fetchedAt: Int64?
    private let startedAt: Int64?
    private let finishedAt: Int64?
    private let finish: Finish?
    private let dueAt: Int64?

    init(_ record: DeliveryRecord) {
        transaction = record.transaction
        machine = record.machine
        subscriber = record.subscriber
        name = record.name
        state = record.state
        attempt = record.attempt
        session = record.session
        acknowledged = record.acknowledged
        cancelRequested = record.cancelRequested ? true : nil
        progress = record.progress
        fetchedAt = record.fetchedAt?.milliseconds
        startedAt = record.startedAt?.milliseconds
        finishedAt = record.finishedAt?.milliseconds
        finish = record.finish
        dueAt = record.dueAt?.milliseconds
    }

    var record: DeliveryRecord {
        DeliveryRecord(
            transaction: transaction, machine: machine, subscriber: subscriber, name: name, state: state, attempt: attempt,
            session: session, acknowledged: acknowledged, cancelRequested: cancelRequested ?? false, progress: progress,
            fetchedAt: fetchedAt.map(Timestamp.init), startedAt: startedAt.map(Timestamp.init),
            finishedAt: finishedAt.map(Timestamp.init), finish: finish, dueAt: dueAt.map(Timestamp.init))
    }
}
