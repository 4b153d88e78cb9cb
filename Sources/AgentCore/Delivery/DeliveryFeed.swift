package import BeckonWire

/// Everything of one attempt that is on its way to the broker: what the run puts in, and the sender takes out in order.
///
/// The run waits when the spool is full, the sender waits when there is nothing to send. Output is in the spool's files; in
/// memory there is its arithmetic only.
package actor DeliveryFeed {
    /// What to send next.
    enum Step: Hashable, Sendable {
        case append([UInt8], stream: OutputStream, offset: Int)
        case report([ReportEvent])
    }

    package nonisolated let transaction: TransactionID
    package nonisolated let attempt: Int
    private let files: any SpoolFiles
    private let limit: Int
    private let chunk: Int

    private var queue: ReportQueue
    private var spools: [OutputStream: StreamSpool] = [:]
    private var hashes: [OutputStream: ConfirmedHash] = [:]
    /// How the attempt ended, once it has.
    private(set) var outcome: Outcome?
    /// Nothing more is taken from the run: the agent is stopping, or the spool's disk failed.
    private var isClosed = false
    /// The sender is to end.
    private var isOver = false
    /// The broker has the outcome, or will never have it.
    private(set) var isSettled = false
    private var writers: [CheckedContinuation<Void, Never>] = []
    private var sender: CheckedContinuation<Void, Never>?

    /// A spool is made of this many segments, so that the room of what the broker has can be used again.
    private static let segments = 16

    package init(transaction: TransactionID, attempt: Int, files: any SpoolFiles, settings: AgentSettings, firstSeq: Int = 1) {
        self.transaction = transaction
        self.attempt = attempt
        self.files = files
        limit = settings.spoolLimit
        chunk = settings.chunk
        queue = ReportQueue(firstSeq: firstSeq)
    }

    // MARK: what the run puts in

    func started(at time: Timestamp) { queue.start(at: time) }

    func makeStartedDue() {
        queue.makeStartedDue()
        wakeSender()
    }

    func add(_ progress: Progress, at time: Timestamp) {
        queue.add(progress, at: time)
        wakeSender()
    }

    func makeProgressDue() {
        queue.makeProgressDue()
        wakeSender()
    }

    /// Keeps octets for the broker; waits while the spool is full.
    ///
    /// - Throws: Where the disk failed: then the rest of this stream is not taken.
    func write(_ octets: [UInt8], to stream: OutputStream) async throws(StorageError) {
        var rest = octets[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(segmentLimit))
            while !isClosed, !isTruncated(stream), !hasRoom(for: piece.count) {
                await withCheckedContinuation { writers.append($0) }
            }
            guard !isTruncated(stream) else { return }
            guard !isClosed || hasRoom(for: piece.count) else { return seal(stream) }
            try keep(piece, in: stream)
            rest = rest.dropFirst(piece.count)
        }
    }

    /// Takes over what the journal knows of output that is lost.
    func restore(finished event: ReportEvent) {
        guard case .finished(let finish) = event.content else { return }
        for (stream, summary) in finish.output ?? [:] where summary.truncated { seal(stream) }
    }

    /// The run is over. The event is sent by `send(finished:)`, once it is in the journal.
    func finish(_ result: RunResult, at time: Timestamp) -> ReportEvent {
        // Of the output it only says what is not in the spool: that there was more. The rest is added when it is sent.
        let sealed = spools.filter(\.value.isTruncated).mapValues {
            OutputSummary(length: $0.length, sha256: "", truncated: true)
        }
        return queue.finish(Finish(result).with(output: sealed), at: time)
    }

    func send(finished event: ReportEvent) {
        if case .finished(let finish) = event.content { outcome = finish.outcome }
        queue.add(finished: event)
        wakeSender()
    }

    /// Takes nothing more from the run, and lets go of whoever waits for room.
    func close() {
        isClosed = true
        wakeWriters()
    }

    /// The sender ends, whatever is still to be sent.
    func abandon() {
        isOver = true
        close()
        wakeSender()
    }

    // MARK: what the sender takes out

    /// The next step, as soon as there is one; nil when there will be none. The same step again until it is answered.
    func next() async -> Step? {
        while true {
            if isOver { return nil }
            do {
                if let step = try nextStep() { return step }
            } catch {
                // Octets that were kept cannot be read back: the stream ends, and says that it is not whole.
                spools.keys.forEach(cut)
                continue
            }
            await withCheckedContinuation { sender = $0 }
        }
    }

    /// The broker has the stream up to `offset`.
    func resume(_ stream: OutputStream, at offset: Int) {
        guard var spool = spools[stream] else { return }
        confirm(stream, upTo: offset, in: spool)
        remove(spool.resume(at: offset), of: stream)
        spools[stream] = spool
        wakeWriters()
    }

    /// The broker wants no more of the stream.
    func cut(_ stream: OutputStream) {
        var spool = spools[stream] ?? StreamSpool(segmentLimit: segmentLimit)
        remove(spool.cut(), of: stream)
        spools[stream] = spool
        wakeWriters()
    }

    /// The broker has the events up to `seq`. True when the attempt is over: it has them all, the last one included.
    func acknowledge(_ seq: Int) -> Bool {
        let wasFinishing = queue.isFinished
        queue.acknowledge(seq)
        guard wasFinishing, queue.isEmpty else { return false }
        end()
        return true
    }

    /// The broker will not have the rest of this attempt.
    func end() {
        isSettled = true
        for (stream, spool) in spools { remove(spool.segments.map(\.start), of: stream) }
        abandon()
    }

    /// The event that ends the attempt was refused as it is: it goes again with the outcome alone.
    func reduceFinished(because reason: String) {
        queue.replaceFinished { $0.reduced(because: reason) }
    }
}

extension DeliveryFeed {
    /// Takes over what an earlier life of the agent spooled.
    func recover(_ segments: [SpoolSegment: Int]) {
        let mine = segments.filter { $0.key.transaction == transaction && $0.key.attempt == attempt }
        for (stream, found) in Dictionary(grouping: mine, by: \.key.stream) {
            let spool = StreamSpool(
                segmentLimit: segmentLimit,
                segments: found.map { StreamSpool.Segment(start: $0.key.start, length: $0.value) })
            spools[stream] = spool
            hashes[stream] = spool.firstKept == 0 ? ConfirmedHash() : .lost
        }
    }
}

extension DeliveryFeed {
    private var segmentLimit: Int { max(1, limit / Self.segments) }

    private func nextStep() throws(StorageError) -> Step? {
        let events = queue.batch(isDrained: spools.values.allSatisfy(\.isDrained))
        if !events.isEmpty { return .report(events.map { $0.with(output: summaries()) }) }
        for stream in OutputStream.allCases {
            guard let spool = spools[stream], let next = spool.unsent(atMost: chunk) else { continue }
            let octets = try files.read(name(stream, next.start), at: next.offset, count: next.count)
            guard octets.count == next.count else {
                throw StorageError(.notRead, "\(name(stream, next.start).fileName) is shorter than what was written to it")
            }
            return .append(octets, stream: stream, offset: spool.acknowledged)
        }
        return nil
    }

    private func keep(_ octets: [UInt8], in stream: OutputStream) throws(StorageError) {
        var spool = spools[stream] ?? StreamSpool(segmentLimit: segmentLimit)
        let start = spool.append(octets.count)
        do { try files.append(octets, to: name(stream, start)) } catch {
            seal(stream)
            throw error
        }
        spools[stream] = spool
        wakeSender()
    }

    private func hasRoom(for count: Int) -> Bool {
        if spools.values.reduce(count, { $0 + $1.kept }) <= limit { return true }
        for (stream, var spool) in spools {
            remove(spool.dropAcknowledged(), of: stream)
            spools[stream] = spool
        }
        return spools.values.reduce(count, { $0 + $1.kept }) <= limit
    }

    private func isTruncated(_ stream: OutputStream) -> Bool { spools[stream]?.isTruncated ?? false }

    /// A stream whose hash is not known any more has no summary: the broker then has what it has.
    private func summaries() -> [OutputStream: OutputSummary] {
        var summaries: [OutputStream: OutputSummary] = [:]
        for (stream, spool) in spools {
            guard let digest = (hashes[stream] ?? ConfirmedHash()).digest(of: spool.length) else { continue }
            summaries[stream] = OutputSummary(length: spool.length, sha256: digest, truncated: spool.isTruncated)
        }
        return summaries
    }

    private func confirm(_ stream: OutputStream, upTo offset: Int, in spool: StreamSpool) {
        var hash = hashes[stream] ?? ConfirmedHash()
        hash.extend(to: offset) { position, count throws(StorageError) in
            guard let segment = spool.segments.last(where: { $0.start <= position }) else { return [] }
            return try files.read(name(stream, segment.start), at: position - segment.start, count: count)
        }
        hashes[stream] = hash
    }

    private func seal(_ stream: OutputStream) {
        var spool = spools[stream] ?? StreamSpool(segmentLimit: segmentLimit)
        spool.seal()
        spools[stream] = spool
    }

    private func remove(_ starts: [Int], of stream: OutputStream) {
        for start in starts { files.remove(name(stream, start)) }
    }

    private func name(_ stream: OutputStream, _ start: Int) -> SpoolSegment {
        SpoolSegment(transaction: transaction, attempt: attempt, stream: stream, start: start)
    }

    private func wakeSender() {
        sender?.resume()
        sender = nil
    }

    private func wakeWriters() {
        let waiting = writers
        writers = []
        for writer in waiting { writer.resume() }
        wakeSender()
    }
}
