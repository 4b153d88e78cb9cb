package import BeckonWire

/// The agent's durable record of what it fetched, started and finished: an append-only log and the index of what it adds up to.
///
/// `commit` is for what must survive a power cut before anything else happens; commits that come together share one sync.
/// `append` is for what only has to survive the end of the process: a power cut ends what runs as well, and then "fetched and
/// not known to have finished", which is `unknown`, is the truth.
package actor Journal {
    /// What the broker knows the journal by.
    package nonisolated let id: String
    /// Grows at each start, and is at least the time in milliseconds; durable before the agent's first request.
    package nonisolated let run: Int
    /// What an earlier life of the agent left unacknowledged, in order of id.
    package nonisolated let recovered: [JournalEntry]
    /// Hosts that an earlier life may have left running, those of a damaged journal included.
    package nonisolated let leftovers: [HostProcess]
    /// Where a damaged log was put, if it was: then this is a new journal, and what the old one held is `unknown`.
    package nonisolated let setAside: String?

    private let files: any JournalFiles
    private var index: JournalIndex
    /// Octets of the log as it is now, and how many of them would survive a power cut.
    private var length: Int
    private var durable: Int
    /// The log's length after the last compaction.
    private var compacted: Int
    private var isSyncing = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var failure: StorageError?

    /// The log is not compacted before it has grown by this much.
    private static let growth = 1 << 20

    /// Reads the log, cuts what a power cut left torn, counts this start, and has all that durable.
    ///
    /// - Parameter newID: A random id for a journal that begins now.
    package init(files: any JournalFiles, at time: Timestamp, newID: String) throws(StorageError) {
        let (payloads, ending) = JournalFrame.payloads(in: try files.read())
        let records = payloads.map { JournalRecord(octets: $0) }
        var index = JournalIndex(records: records.compactMap(\.self))
        leftovers = index.entries.values.compactMap(\.host).sorted { $0.pid < $1.pid }

        var isDamaged = records.contains(nil)
        if case .damaged = ending { isDamaged = true }
        if isDamaged {
            setAside = try files.setAside()
            index = index.salvaged(as: newID)
        } else {
            setAside = nil
            if index.journal == nil { index.apply(.opened(journal: newID)) }
        }
        // The time, because two copies of one data directory would both count to the same number: the broker could not tell them
        // apart, and would give to one what it gave to the other.
        index.apply(.run(number: max(index.run + 1, Int(time.milliseconds))))
        index.forgetOld(at: time)

        let octets = Self.log(of: index)
        try files.replace(with: octets)
        self.files = files
        id = index.journal ?? newID
        run = index.run
        recovered = index.entries.values.sorted { $0.transaction < $1.transaction }
        self.index = index
        length = octets.count
        durable = octets.count
        compacted = octets.count
    }

    /// Writes a record that survives the end of the process.
    package func append(_ record: JournalRecord) throws(StorageError) {
        if let failure { throw failure }
        let payload = record.octets
        guard payload.count <= JournalFrame.maximumPayload else {
            throw StorageError(.notWritten, "a record of \(payload.count) octets is too long for the journal")
        }
        let frame = JournalFrame.encode(payload, durable: durable)
        do { try files.append(frame) } catch {
            // A log with a half-written record in it must not be written on.
            if error.code == .notSynced { failure = error }
            throw error
        }
        length += frame.count
        index.apply(record)
    }

    /// Writes a record that survives a power cut once this has returned.
    package func commit(_ record: JournalRecord) async throws(StorageError) {
        try append(record)
        let needed = length
        // A compaction makes everything durable and the log shorter, so that `needed` may lie beyond its end.
        while durable < min(needed, length) {
            if isSyncing {
                await withCheckedContinuation { waiting.append($0) }
            } else {
                await sync()
            }
            if let failure { throw failure }
        }
    }

    package func attempt(of transaction: TransactionID) -> Int? { index.attempt(of: transaction) }
    package func tombstone(of transaction: TransactionID) -> Tombstone? { index.tombstones[transaction] }

    private func sync() async {
        isSyncing = true
        let reached = length
        do {
            try await files.sync()
            durable = reached
        } catch {
            // What the kernel could not write it may have dropped: a second sync that succeeds would prove nothing.
            failure = error
        }
        isSyncing = false
        for commit in waiting { commit.resume() }
        waiting = []
    }

    /// Rewrites the log as short as it can be, once it has grown enough to be worth it. Called between transactions.
    package func compactIfGrown(at time: Timestamp) throws(StorageError) {
        guard failure == nil, !isSyncing, length > compacted + max(compacted, Self.growth) else { return }
        index.forgetOld(at: time)
        let octets = Self.log(of: index)
        do { try files.replace(with: octets) } catch {
            if error.code == .notSynced { failure = error }
            throw error
        }
        length = octets.count
        durable = octets.count
        compacted = octets.count
    }

    private static func log(of index: JournalIndex) -> [UInt8] {
        let payloads = index.records.map(\.octets)
        // All of it is durable before it becomes the log: whatever is missing of it later was lost by the disk.
        let length = payloads.reduce(0) { $0 + JournalFrame.headerLength + $1.count }
        return payloads.flatMap { JournalFrame.encode($0, durable: length) }
    }
}
