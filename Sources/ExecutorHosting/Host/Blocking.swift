import ExecutorHostProtocol

/// Blocking work that happens seldom, on a thread that ends with it.
enum Blocking {
    static func perform<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            let work: @Sendable () -> Void = { continuation.resume(returning: body()) }
            if !BlockingThread.start(work) { work() }
        }
    }
}
