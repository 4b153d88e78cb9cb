import CExecutorPlugin
import ExecutorHostProtocol

/// Calls `body` with the C table through which an executor reaches `run`; both are valid until `body` returns.
func withHostCallbacks(of run: InstructionRun, _ body: (UnsafePointer<executor_host_v1>) -> Void) {
    withExtendedLifetime(run) {
        let host = executor_host_v1(
            context: Unmanaged.passUnretained(run).toOpaque(),
            output: { context, stream, bytes, length in
                guard stream == EXECUTOR_STDOUT || stream == EXECUTOR_STDERR, bytes != nil || length == 0 else { return -1 }
                let octets = UnsafeRawBufferPointer(start: bytes, count: length)
                return instructionRun(context).output(octets, to: UInt8(stream)) ? 0 : -1
            },
            progress: { context, done, total, note in
                instructionRun(context).progress(
                    done: done, total: total, note: ContractText.cut(note, atMost: EXECUTOR_TEXT_MAX))
            },
            is_cancelled: { context in instructionRun(context).isCancelled ? 1 : 0 },
            on_cancel: { context, callback, user in
                instructionRun(context).onCancel(callback.map { CancellationCallback($0, user: user) })
            },
            finish: { context, outcome in
                guard let outcome else { return }
                instructionRun(context).finish(RunFinish(outcome.pointee))
            })
        withUnsafePointer(to: host, body)
    }
}

/// `context` is what was put into the table above. An executor that hands over something else breaks the contract.
private func instructionRun(_ context: UnsafeMutableRawPointer?) -> InstructionRun {
    guard let context else { fatalError("an executor called back with a NULL context") }
    return Unmanaged<InstructionRun>.fromOpaque(context).takeUnretainedValue()
}
