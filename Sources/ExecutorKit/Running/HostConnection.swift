import Glibc
import Synchronization

/// The host's callback table for one run, which must not be called once the run has returned.
///
/// An executor may have left a task behind that still holds the context: a call after `close` does nothing, and `close` waits
/// for the calls under way.
final class HostConnection: Sendable {
    private let state: Mutex<State>
    private let cancelled = Atomic(false)
    private let idle = Semaphore()

    private struct State {
        // Points to the host's table, which executor_plugin.h lets any thread use until `run` returns.
        nonisolated(unsafe) var host: UnsafePointer<executor_host_v1>?
        var calls = 0
        var isAwaited = false
    }

    init(_ host: UnsafePointer<executor_host_v1>) {
        nonisolated(unsafe) let host = host
        state = Mutex(State(host: host))
    }

    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    func markCancelled() { cancelled.store(true, ordering: .releasing) }

    func output(_ bytes: UnsafeRawBufferPointer, to stream: UInt32) -> Bool {
        call { $0.output($0.context, stream, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count) == 0 } ?? false
    }

    func progress(done: UInt64, total: UInt64, note: String?) {
        call { host in
            guard let note else { return host.progress(host.context, done, total, nil) }
            note.withCString { host.progress(host.context, done, total, $0) }
        }
    }

    /// No call reaches the host after this has returned.
    func close() {
        let mustWait = state.withLock { state in
            state.host = nil
            state.isAwaited = state.calls > 0
            return state.isAwaited
        }
        if mustWait { idle.wait() }
    }

    @discardableResult
    private func call<Value>(_ body: (executor_host_v1) -> Value) -> Value? {
        let host: executor_host_v1? = state.withLock { state in
            guard let host = state.host else { return nil }
            state.calls += 1
            return host.pointee
        }
        guard let host else { return nil }
        defer {
            let wasLast = state.withLock { state in
                state.calls -= 1
                return state.isAwaited && state.calls == 0
            }
            if wasLast { idle.signal() }
        }
        return body(host)
    }
}
