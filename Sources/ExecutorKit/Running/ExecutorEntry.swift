import Synchronization

/// An executor as the contract's table has it: what `context` of its declaration points to.
final class ExecutorEntry: Sendable {
    private let perform: @Sendable ([UInt8], RunContext) async -> RunEnd
    private let thread = RunThread()

    init<E: Executor>(_ type: E.Type) {
        perform = { bytes, context in
            let parameters: E.Parameters
            do { parameters = try JSONText.decode(E.Parameters.self, from: bytes) } catch { return RunEnd(undecodable: error) }
            do {
                return try RunEnd(try await E().run(parameters, context))
            } catch {
                return RunEnd(error, wasCancelled: context.isCancelled)
            }
        }
    }

    /// Runs the instruction as a task on this thread, which is the host's for that purpose, until it is done.
    func run(_ host: UnsafePointer<executor_host_v1>, _ instruction: executor_instruction_v1) {
        let connection = HostConnection(host)
        let context = RunContext(
            traceparent: instruction.traceparent.map { String(cString: $0) },
            timeoutSeconds: instruction.timeout_seconds == 0 ? nil : instruction.timeout_seconds, host: connection)
        let parameters = Array(UnsafeBufferPointer(start: instruction.parameters_json, count: instruction.parameters_length))

        let end = Mutex(RunEnd?.none)
        let task = Task.detached(executorPreference: thread) { [perform] in
            let said = await perform(parameters, context)
            end.withLock { $0 = said }
        }
        let cancellation = Cancellation(task: task, connection: connection)
        withExtendedLifetime(cancellation) {
            let user = Unmanaged.passUnretained(cancellation).toOpaque()
            host.pointee.on_cancel(
                host.pointee.context, { if let user = $0 { Cancellation.of(user).cancel() } }, user)
            thread.run(until: { end.withLock { $0 != nil } })
            host.pointee.on_cancel(host.pointee.context, nil, nil)
        }
        connection.close()
        end.withLock { $0 }?.send(to: host.pointee)
    }

    private final class Cancellation: Sendable {
        private let task: Task<Void, Never>
        private let connection: HostConnection

        init(task: Task<Void, Never>, connection: HostConnection) {
            self.task = task
            self.connection = connection
        }

        static func of(_ user: UnsafeMutableRawPointer) -> Cancellation {
            Unmanaged<Cancellation>.fromOpaque(user).takeUnretainedValue()
        }

        func cancel() {
            connection.markCancelled()
            task.cancel()
        }
    }
}
