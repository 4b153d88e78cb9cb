package import BeckonWire

/// A transaction that the journal holds: fetched, and its outcome not acknowledged by the broker.
package struct JournalEntry: Hashable, Codable, Sendable {
    package let transaction: TransactionID
    package let attempt: Int
    /// The last host that ran it, if one was started.
    package internal(set) var host: HostProcess?
    /// How it ended; nil while it may be running.
    package internal(set) var finished: ReportEvent?

    package init(transaction: TransactionID, attempt: Int, host: HostProcess? = nil, finished: ReportEvent? = nil) {
        self.transaction = transaction
        self.attempt = attempt
        self.host = host
        self.finished = finished
    }
}
