import BeckonWire
import Dispatch
import Testing

@testable import BrokerStoreSQLite

/// Holds the writer in a step, so that a test decides which steps wait for the next commit together.
struct WriterGate {
    private let writer: SQLiteWriter
    private let entered = AsyncStream<Void>.makeStream()
    private let opened = DispatchSemaphore(value: 0)
    private let step: Task<Void, any Error>

    /// Returns when the writer is held.
    init(_ writer: SQLiteWriter) async {
        self.writer = writer
        let (entered, opened) = (entered, opened)
        step = Task {
            try await writer.perform { _ in
                entered.continuation.yield()
                opened.wait()
            }
        }
        for await _ in entered.stream { break }
    }

    /// Waits until `count` steps wait.
    func whenWaiting(_ count: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while writer.waitingCount < count {
            try #require(ContinuousClock.now < deadline, "\(writer.waitingCount) of \(count) steps arrived")
            await Task.yield()
        }
    }

    /// Lets the writer go on.
    func open() async throws {
        opened.signal()
        try await step.value
    }
}
