import ExecutorHostProtocol
import Synchronization

/// A thread for the calls of one host that block: its start, its frames, its end. Work is done in order.
final class HostThread: Sendable {
    private let queue = Mutex(Queue())
    private let arrived = Semaphore()

    private struct Queue {
        var work: [@Sendable () -> Void] = []
        var isClosed = false
    }

    /// False where the system has no thread to give.
    func start() -> Bool {
        BlockingThread.start { [self] in
            while let work = next() { work() }
        }
    }

    /// Has `body` done on the thread and waits for it without holding a thread of the task pool. Only before `close`.
    func perform<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.withLock { $0.work.append { continuation.resume(returning: body()) } }
            arrived.signal()
        }
    }

    /// Ends the thread once its work is done.
    func close() {
        queue.withLock { $0.isClosed = true }
        arrived.signal()
    }

    private func next() -> (@Sendable () -> Void)? {
        while true {
            arrived.wait()
            let (work, isClosed) = queue.withLock { queue in
                (queue.work.isEmpty ? nil : queue.work.removeFirst(), queue.isClosed)
            }
            if let work { return work }
            if isClosed { return nil }
        }
    }
}
