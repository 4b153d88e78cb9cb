package import AgentCore
package import BeckonWire
import Synchronization

/// Executor hosts that do what a test says, and count.
package final class FakeExecutorHosts: ExecutorHosts {
    package typealias Body = @Sendable (RunOrder, any RunObserver) async -> RunResult

    package let catalogue: ExecutorCatalogue
    private let body: Body
    private let state = Mutex((runs: [RunOrder](), swept: [[HostProcess]]()))

    /// The executor `shell` takes `{"command": string}`.
    package static let shell = ExecutorDescription(
        name: "shell", version: "1", summary: "Runs a command.",
        parameters: [
            "type": "object", "required": ["command"], "properties": ["command": ["type": "string"]],
        ], result: ["type": "object"])

    package init(_ body: @escaping Body = { _, _ in RunResult(outcome: .succeeded, exitCode: 0) }) {
        catalogue = ExecutorCatalogue(executors: [Self.shell])
        self.body = body
    }

    package var runs: [RunOrder] { state.withLock { $0.runs } }
    package var swept: [[HostProcess]] { state.withLock { $0.swept } }

    package func run(_ order: RunOrder, observer: any RunObserver) async -> RunResult {
        state.withLock { $0.runs.append(order) }
        await observer.willStart(in: HostProcess(pid: 4711, startTime: 1, token: "token"))
        return await body(order, observer)
    }

    package func sweep(_ leftovers: [HostProcess]) async {
        state.withLock { $0.swept.append(leftovers) }
    }

    /// Runs until it is cancelled.
    package static let endless: Body = { _, _ in
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        await withTaskCancellationHandler {
            for await _ in stream {}
        } onCancel: {
            continuation.finish()
        }
        return RunResult(outcome: .cancelled, exitCode: 137)
    }
}
