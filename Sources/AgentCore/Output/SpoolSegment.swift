package import BeckonWire

/// One file of spooled output: a stretch of one stream of one attempt.
package struct SpoolSegment: Hashable, Sendable {
    package let transaction: TransactionID
    package let attempt: Int
    package let stream: OutputStream
    /// The offset in the stream of its first octet.
    package let start: Int

    package init(transaction: TransactionID, attempt: Int, stream: OutputStream, start: Int) {
        self.transaction = transaction
        self.attempt = attempt
        self.stream = stream
        self.start = start
    }

    /// `t-….1.stdout.0`
    package var fileName: String { "\(transaction).\(attempt).\(stream.rawValue).\(start)" }

    package init?(fileName: String) {
        let parts = fileName.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, let transaction = TransactionID(parts[0]), let attempt = Int(parts[1]),
            let stream = OutputStream(rawValue: String(parts[2])), let start = Int(parts[3]), start >= 0
        else { return nil }
        self.init(transaction: transaction, attempt: attempt, stream: stream, start: start)
    }
}
