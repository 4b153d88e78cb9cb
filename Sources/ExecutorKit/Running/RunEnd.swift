/// What is said to the host at the end of a run.
struct RunEnd: Sendable {
    var outcome: UInt32
    var exitCode: Int32?
    /// JSON text, or nil.
    var result: [UInt8]?
    var message = ""

    init<Result>(_ outcome: ExecutorOutcome<Result>) throws {
        self.outcome = outcome.hasSucceeded ? EXECUTOR_SUCCEEDED : EXECUTOR_FAILED
        exitCode = outcome.exitCode
        result = try outcome.result.map { try JSONText.encode($0) }
        message = outcome.message
    }

    /// What an error that ended a run means. A cancellation that nobody asked for is a failure.
    init(_ error: any Error, wasCancelled: Bool) {
        switch error {
        case is CancellationError where wasCancelled: outcome = EXECUTOR_CANCELLED
        case is InstructionRejected:
            outcome = EXECUTOR_REJECTED
            message = "\(error)"
        default:
            outcome = EXECUTOR_FAILED
            message = "\(error)"
        }
    }

    /// Parameters that do not decode: the schema admits what the type does not.
    init(undecodable error: any Error) {
        outcome = EXECUTOR_REJECTED
        message = "the parameters cannot be decoded: \(JSONText.describe(error))"
    }

    func send(to host: executor_host_v1) {
        (result ?? []).withUnsafeBufferPointer { bytes in
            message.withCString { message in
                var form = executor_outcome_v1()
                form.outcome = outcome
                form.has_exit_code = exitCode == nil ? 0 : 1
                form.exit_code = exitCode ?? 0
                form.result_json = result == nil ? nil : bytes.baseAddress
                form.result_length = bytes.count
                form.message = self.message.isEmpty ? nil : message
                host.finish(host.context, &form)
            }
        }
    }
}
