package import BeckonWire
import FoundationEssentials

/// One line of the agent's durable record.
package enum JournalRecord: Hashable, Codable, Sendable {
    /// A journal begins. Its id is what the broker knows it by.
    case opened(journal: String)
    /// The agent started for the `number`th time.
    case run(number: Int)
    /// From here on the instruction may have started.
    case fetched(order: FetchResponse)
    /// The host that runs it, to be found and killed after a restart.
    case host(transaction: TransactionID, attempt: Int, process: HostProcess)
    /// It ended, and this is the event that says how.
    case finished(transaction: TransactionID, attempt: Int, event: ReportEvent)
    /// The broker has the outcome.
    case acknowledged(transaction: TransactionID, attempt: Int, at: Timestamp)
    /// What a compaction writes for a transaction that is still held, in place of all of the above.
    case held(entry: JournalEntry)
    /// What a compaction writes for those that are over.
    case over(tombstones: [Tombstone])
}

extension JournalRecord {
    var octets: [UInt8] { WireJSON.encode(self) }

    /// Nil where it is not a record of this version. Not `WireJSON.decode`: its depth bound holds for what others send, and an
    /// instruction of that very depth lies two levels deeper here.
    init?(octets: some Collection<UInt8>) {
        guard let record = try? JSONDecoder().decode(Self.self, from: Data(octets)) else { return nil }
        self = record
    }
}
