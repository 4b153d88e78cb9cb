import BeckonWire
import Synchronization

/// What it takes to end a run from outside, before it begins and while it goes on.
package final class RunHandle: Sendable {
    /// Why a run was ended from outside.
    enum Reason: Hashable, Sendable {
        /// The operator cancelled the transaction.
        case cancelled
        /// The agent stops.
        case agentStopped
    }

    private struct State {
        var reason: Reason?
        var task: Task<RunResult, Never>?
    }

    private let state = Mutex(State())
    private let executor: (any TaskExecutor)?

    /// - Parameter executor: Where the run's task runs; nil for the global pool.
    package init(executor: (any TaskExecutor)? = nil) {
        self.executor = executor
    }

    /// Why it was ended, if it was; the first reason counts.
    var reason: Reason? { state.withLock { $0.reason } }

    func end(_ reason: Reason) {
        let task = state.withLock { state in
            state.reason = state.reason ?? reason
            return state.task
        }
        task?.cancel()
    }

    /// Runs `body` in a task that `end` cancels; nil where it was ended before it began.
    func run(_ body: @escaping @Sendable () async -> RunResult) async -> RunResult? {
        let task: Task<RunResult, Never>? = state.withLock { state in
            guard state.reason == nil else { return nil }
            let task = Task(executorPreference: executor) { await body() }
            state.task = task
            return task
        }
        return await withTaskCancellationHandler {
            await task?.value
        } onCancel: {
            end(.agentStopped)
        }
    }
}
