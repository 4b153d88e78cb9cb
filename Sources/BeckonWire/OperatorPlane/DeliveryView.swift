/// One machine's part of a transaction as operators see it.
package struct DeliveryView: Hashable, WireMessage {
    package let transaction: TransactionID
    package let machine: MachineID
    /// The machine's name when the transaction was submitted.
    package let name: String
    package let state: DeliveryState
    /// 0 before the first fetch.
    package let attempt: Int
    package let exitCode: Int?
    package let result: JSONValue?
    package let message: String?
    package let progress: Progress?
    package let fetchedAt: Timestamp?
    package let startedAt: Timestamp?
    package let finishedAt: Timestamp?
    /// Whether a cancel was asked for.
    package let cancelling: Bool
    /// Octets stored per stream of the latest attempt, with the digest once it is over.
    package let output: [OutputStream: Output]

    package struct Output: Hashable, Codable, Sendable {
        package let length: Int
        package let sha256: String?
        package let truncated: Bool

        package init(length: Int, sha256: String?, truncated: Bool) {
            self.length = length
            self.sha256 = sha256
            self.truncated = truncated
        }
    }

    package init(
        transaction: TransactionID, machine: MachineID, name: String, state: DeliveryState, attempt: Int, exitCode: Int?,
        result: JSONValue?, message: String?, progress: Progress?, fetchedAt: Timestamp?, startedAt: Timestamp?,
        finishedAt: Timestamp?, cancelling: Bool, output: [OutputStream: Output]
    ) {
        self.transaction = transaction
        self.machine = machine
        self.name = name
        self.state = state
        self.attempt = attempt
        self.exitCode = exitCode
        self.result = result
        self.message = message
        self.progress = progress
        self.fetchedAt = fetchedAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.cancelling = cancelling
        self.output = output
    }
}
