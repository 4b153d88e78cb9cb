import BeckonWire
import BrokerCore
import GRDB

extension DeliveryRecord {
    /// The members that are set once.
    private static let fixedColumns = "transaction_id, machine_id, subscriber, name"
    private static let changingColumns = [
        "state", "attempt", "session_journal", "session_run", "session_seq", "acknowledged", "cancel_requested", "progress",
        "fetched_at", "started_at", "finished_at", "finish", "due_at",
    ]
    static let columns = fixedColumns + ", " + changingColumns.joined(separator: ", ")
    static let assignments = changingColumns.map { "\($0) = ?" }.joined(separator: ", ")

    init(row: Row) throws {
        let row = StoredRow(row, of: "deliveries", keyColumns: 2)
        self.init(
            transaction: try row.id(0), machine: try row.id(1), subscriber: try row.text(2), name: try row.text(3),
            state: try row.word(4), attempt: try row.integer(5), session: try Self.session(row),
            acknowledged: try row.integer(9), cancelRequested: try row.integer(10) != 0,
            progress: try row.optionalJSON(Progress.self, 11),
            fetchedAt: row.optionalTime(12), startedAt: row.optionalTime(13), finishedAt: row.optionalTime(14),
            finish: try row.optionalJSON(Finish.self, 15), dueAt: row.optionalTime(16))
    }

    private static func session(_ row: StoredRow) throws -> AgentSession? {
        guard let journal = row.optionalText(6) else { return nil }
        return AgentSession(journal: journal, run: try row.integer(7), seq: try row.integer(8))
    }

    var fixedArguments: StatementArguments { [transaction.description, machine.description, subscriber, name] }

    var changingArguments: StatementArguments {
        [
            state.rawValue, attempt, session?.journal, session?.run, session?.seq, acknowledged, cancelRequested ? 1 : 0,
            progress.map(StoredJSON.text), fetchedAt?.milliseconds, startedAt?.milliseconds, finishedAt?.milliseconds,
            finish.map(StoredJSON.text), dueAt?.milliseconds,
        ]
    }

    /// Whether an operator sees a difference: what only the broker's own bookkeeping knows is no event.
    func looksDifferent(from other: DeliveryRecord) -> Bool {
        state != other.state || attempt != other.attempt || progress != other.progress
            || cancelRequested != other.cancelRequested || finish != other.finish
    }
}
