package import BeckonWire

/// What stays of a transaction that is over, so that it is reported again if asked for, and never run again.
package struct Tombstone: Hashable, Codable, Sendable {
    package let transaction: TransactionID
    /// The last attempt that was fetched.
    package let attempt: Int
    package let outcome: Outcome
    package let exitCode: Int?
    /// When the broker acknowledged it.
    package let since: Timestamp

    package init(transaction: TransactionID, attempt: Int, outcome: Outcome, exitCode: Int?, since: Timestamp) {
        self.transaction = transaction
        self.attempt = attempt
        self.outcome = outcome
        self.exitCode = exitCode
        self.since = since
    }
}
