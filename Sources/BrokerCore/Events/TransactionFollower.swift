import BeckonWire
import Synchronization

/// One who follows a transaction: what is new since it last looked, folded together.
final class TransactionFollower: Sendable {
    let transaction: TransactionID
    let number: Int

    private let news = Mutex(News())
    private let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    struct News {
        /// Whether there may be recorded events that were not read.
        var hasChanges = false
        /// Whether there may be outcomes among them.
        var hasOutcomes = false
        var growths: [GrowingStream: Int] = [:]

        var isEmpty: Bool { !hasChanges && growths.isEmpty }
    }

    struct GrowingStream: Hashable {
        let machine: MachineID
        let attempt: Int
        let stream: OutputStream
    }

    /// Streams whose growth is remembered for a slow follower; growth beyond is dropped, and told with the next of that stream.
    private static let growthLimit = 1024
    /// How long a change that is no outcome waits for company. Most instructions are over by then, and their fetch and their start are
    /// read with their outcome: one look at the store instead of three.
    private static let patience = Duration.milliseconds(20)

    private let isLingering = Atomic(false)

    init(_ transaction: TransactionID, number: Int) {
        self.transaction = transaction
        self.number = number
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func changed(isOver: Bool) {
        news.withLock {
            $0.hasChanges = true
            if isOver { $0.hasOutcomes = true }
        }
        if isOver { signal.yield() } else { linger() }
    }

    private func linger() {
        guard isLingering.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged else {
            return
        }
        Task {
            try? await Task.sleep(for: Self.patience)
            isLingering.store(false, ordering: .releasing)
            signal.yield()
        }
    }

    func grew(_ growth: OutputGrowth) {
        let key = GrowingStream(machine: growth.machine, attempt: growth.attempt, stream: growth.stream)
        news.withLock {
            guard $0.growths[key] != nil || $0.growths.count < Self.growthLimit else { return }
            $0.growths[key] = max($0.growths[key] ?? 0, growth.length)
        }
        signal.yield()
    }

    func take() -> News {
        news.withLock { news in
            defer { news = News() }
            return news
        }
    }

    /// Until there is something to take; false where the waiting task is cancelled.
    func wait() async -> Bool {
        for await _ in signals { return true }
        return false
    }
}
