import BeckonWire
import BrokerCore
import GRDB

extension TransactionRecord {
    static let columns = """
        id, subscriber, submitted_by, submitted_at, targets, executor, parameters, timeout, expires_at, on_interruption, \
        traceparent
        """

    init(row: Row) throws {
        let row = StoredRow(row, of: "transactions")
        self.init(
            id: try row.id(0), subscriber: try row.text(1), submittedBy: try row.text(2), submittedAt: try row.time(3),
            targets: try row.json(SubmitRequest.Targets.self, 4),
            instruction: Instruction(executor: try row.text(5), parameters: try row.json(JSONValue.self, 6)),
            timeout: try row.integer(7), expiresAt: try row.time(8), onInterruption: try row.word(9),
            traceparent: row.optionalText(10))
    }

    var arguments: StatementArguments {
        [
            id.description, subscriber, submittedBy, submittedAt.milliseconds, StoredJSON.text(targets), instruction.executor,
            StoredJSON.text(instruction.parameters), timeout, expiresAt.milliseconds, onInterruption.rawValue, traceparent,
        ]
    }
}
