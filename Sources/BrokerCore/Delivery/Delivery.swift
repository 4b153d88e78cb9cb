import BeckonWire

/// One machine's part of a transaction: the pure state machine that decides each of its changes.
///
/// One method per event. Each changes `record`, or throws the refusal and changes nothing; nothing here knows a clock, a store or a
/// socket. docs/architecture.md has the table of states and events, a row for each rule.
package struct Delivery: Hashable, Sendable {
    package internal(set) var record: DeliveryRecord
    package let transaction: TransactionRecord

    package enum Limits {
        /// Fetches of one delivery (protocol: attempts).
        package static let attempts = 2
        /// Seconds after `timeout`, or after the last word about the delivery, at which a silent machine is given up.
        package static let silence = 3600
        /// Seconds that machines get to come back after the broker itself was away, before any of them is given up.
        package static let restart = 120
    }

    package init(_ record: DeliveryRecord, of transaction: TransactionRecord) {
        self.record = record
        self.transaction = transaction
    }

    var id: String { transaction.id.description }

    /// Whether it could run once more after an interruption.
    func canRerun(at now: Timestamp) -> Bool {
        transaction.onInterruption == .rerun && record.attempt < Limits.attempts && !record.cancelRequested
            && now < transaction.expiresAt
    }

    /// Waits for a new fetch. `interruption` is what is known of the attempt so far where it may have run; it is kept, so that
    /// what becomes of the delivery without another fetch still says so.
    mutating func queueAgain(after interruption: Finish? = nil) {
        record.state = .queued
        record.session = nil
        record.fetchedAt = nil
        record.startedAt = nil
        record.progress = nil
        record.finish = interruption
        record.dueAt = transaction.expiresAt
    }

    mutating func finish(_ finish: Finish, at time: Timestamp) {
        record.state = .finished(finish.outcome)
        record.finish = finish
        record.finishedAt = time
        record.dueAt = nil
    }
}
