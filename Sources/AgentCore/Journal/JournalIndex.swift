package import BeckonWire

/// What the records of a journal add up to. The same records in the same order always give the same index.
package struct JournalIndex: Hashable, Sendable {
    package private(set) var journal: String?
    package private(set) var run = 0
    package private(set) var entries: [TransactionID: JournalEntry] = [:]
    package private(set) var tombstones: [TransactionID: Tombstone] = [:]

    /// A tombstone's life in seconds: no transaction can be offered for longer (`Bounds.expires`).
    static let tombstoneLife = Bounds.expires
    /// More tombstones than this are not kept, the oldest go first: 20 MB of memory at the very most.
    static let maximumTombstones = 250_000
    /// So many to a record, so that none grows long.
    private static let tombstonesPerRecord = 1000

    package init() {}

    init(records: some Sequence<JournalRecord>) {
        for record in records { apply(record) }
    }

    package mutating func apply(_ record: JournalRecord) {
        switch record {
        case .opened(let journal): self.journal = journal
        case .run(let number): run = max(run, number)
        case .fetched(let order):
            entries[order.transaction] = JournalEntry(transaction: order.transaction, attempt: order.attempt)
        case .host(let transaction, let attempt, let process):
            change(transaction, attempt) { $0.host = process }
        case .finished(let transaction, let attempt, let event):
            change(transaction, attempt) { $0.finished = event }
        case .acknowledged(let transaction, let attempt, let time): bury(transaction, attempt, at: time)
        case .held(let entry): entries[entry.transaction] = entry
        case .over(let many):
            for tombstone in many { tombstones[tombstone.transaction] = tombstone }
        }
    }

    /// The highest attempt of the transaction that was ever fetched here, or nil.
    package func attempt(of transaction: TransactionID) -> Int? {
        let attempts = [entries[transaction]?.attempt, tombstones[transaction]?.attempt].compactMap(\.self)
        return attempts.max()
    }

    /// Drops what is older than a tombstone's life, and the oldest of too many.
    mutating func forgetOld(at time: Timestamp) {
        tombstones = tombstones.filter { $0.value.since.seconds(until: time) < Double(Self.tombstoneLife) }
        let excess = tombstones.count - Self.maximumTombstones
        guard excess > 0 else { return }
        for old in tombstones.values.sorted(by: { $0.since < $1.since }).prefix(excess) { tombstones[old.transaction] = nil }
    }

    /// The shortest records that add up to this index.
    var records: [JournalRecord] {
        let over = tombstones.values.sorted { $0.transaction < $1.transaction }
        let pages = stride(from: 0, to: over.count, by: Self.tombstonesPerRecord).map { start in
            JournalRecord.over(tombstones: Array(over[start..<min(start + Self.tombstonesPerRecord, over.count)]))
        }
        let held = entries.values.sorted { $0.transaction < $1.transaction }.map(JournalRecord.held(entry:))
        return (journal.map { [.opened(journal: $0)] } ?? []) + [.run(number: run)] + pages + held
    }

    /// What may be kept of a journal that was damaged: that these transactions are over.
    func salvaged(as journal: String) -> JournalIndex {
        var index = JournalIndex()
        index.journal = journal
        index.tombstones = tombstones
        return index
    }

    private mutating func change(_ transaction: TransactionID, _ attempt: Int, _ body: (inout JournalEntry) -> Void) {
        guard var entry = entries[transaction], entry.attempt == attempt else { return }
        body(&entry)
        entries[transaction] = entry
    }

    private mutating func bury(_ transaction: TransactionID, _ attempt: Int, at time: Timestamp) {
        guard let entry = entries[transaction], entry.attempt == attempt else { return }
        entries[transaction] = nil
        let finish: Finish? = if case .finished(let finish)? = entry.finished?.content { finish } else { nil }
        tombstones[transaction] = Tombstone(
            transaction: transaction, attempt: attempt, outcome: finish?.outcome ?? .unknown, exitCode: finish?.exitCode,
            since: time)
    }
}
