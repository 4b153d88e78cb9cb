import ExecutorKit
import Synchronization

/// The host's side of one run: remembers what an executor calls.
final class FakeHost: Sendable {
    struct Said {
        var output: [UInt32: String] = [:]
        var progress: [String] = []
        /// `outcome exit-code result message`, `-` for what is not said.
        var ends: [String] = []
        var isListening: Bool?
    }

    private let state = Mutex(Said())
    private let isCancelled: Bool

    /// A cancelled one calls back at once, as a host does when the cancellation came first.
    init(isCancelled: Bool = false) { self.isCancelled = isCancelled }

    var said: Said { state.withLock { $0 } }

    /// The executor at `index` of the table, on a thread that may block as the host's does: in the pool it would take the place
    /// of the task that it waits for.
    func run(_ index: Int, of plugin: Plugin, _ parameters: String) async throws {
        nonisolated(unsafe) let table = plugin.table(for: EXECUTOR_PLUGIN_ABI_V1)
        try await onOwnThread { [self] in
            if let executors = table?.pointee.executors { run(executors[index], parameters) }
        }
    }

    private func run(_ executor: executor_declaration_v1, _ parameters: String) {
        var host = executor_host_v1(
            context: Unmanaged.passUnretained(self).toOpaque(),
            output: { context, stream, bytes, length in
                let text = String(decoding: UnsafeBufferPointer(start: bytes, count: length), as: UTF8.self)
                FakeHost.of(context).state.withLock { $0.output[stream, default: ""] += text }
                return 0
            },
            progress: { context, done, total, note in
                let note = note.map { String(cString: $0) } ?? "-"
                FakeHost.of(context).state.withLock { $0.progress.append("\(done)/\(total) \(note)") }
            },
            is_cancelled: { FakeHost.of($0).isCancelled ? 1 : 0 },
            on_cancel: { context, callback, user in
                let fake = FakeHost.of(context)
                fake.state.withLock { $0.isListening = callback != nil }
                if fake.isCancelled { callback?(user) }
            },
            finish: { context, outcome in
                if let outcome { FakeHost.of(context).finish(outcome.pointee) }
            })
        let octets = Array(parameters.utf8)
        octets.withUnsafeBufferPointer { octets in
            "00-trace".withCString { trace in
                var instruction = executor_instruction_v1()
                instruction.executor = executor.name
                instruction.parameters_json = octets.baseAddress
                instruction.parameters_length = octets.count
                instruction.traceparent = trace
                executor.run(executor.context, &host, &instruction)
            }
        }
    }

    private func finish(_ outcome: executor_outcome_v1) {
        let exitCode = outcome.has_exit_code == 0 ? "-" : "exit \(outcome.exit_code)"
        let result =
            outcome.result_json.map {
                String(decoding: UnsafeBufferPointer(start: $0, count: outcome.result_length), as: UTF8.self)
            } ?? "-"
        let message = outcome.message.map { String(cString: $0) } ?? "-"
        state.withLock { $0.ends.append("\(outcome.outcome) \(exitCode) \(result) \(message)") }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> FakeHost {
        guard let context else { fatalError("no context") }
        return Unmanaged<FakeHost>.fromOpaque(context).takeUnretainedValue()
    }
}
