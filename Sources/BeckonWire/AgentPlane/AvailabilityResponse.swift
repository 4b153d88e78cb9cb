/// What the broker beckons to: transaction ids and a word, never an instruction.
package struct AvailabilityResponse: Hashable, WireMessage {
    package let transactions: [TransactionID]
    package let next: NextStep
    /// Held transactions that shall be cancelled.
    package let cancel: [TransactionID]?

    package init(transactions: [TransactionID], next: NextStep, cancel: [TransactionID]? = nil) {
        self.transactions = transactions
        self.next = next
        self.cancel = cancel
    }
}

/// What the agent shall do next.
package enum NextStep: String, Codable, Sendable {
    /// Fetch the transactions named.
    case fetch
    /// Ask again.
    case availability
    /// Renew the certificate.
    case renew
    /// Send the catalogue of executors.
    case register
    /// Get the trust bundle.
    case trust
}
