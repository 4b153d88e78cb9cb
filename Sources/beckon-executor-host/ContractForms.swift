import CExecutorPlugin
import ExecutorHostProtocol

extension RunInstruction {
    /// The instruction as executor_plugin.h has it; valid until `body` returns.
    func withContractForm(_ body: (UnsafePointer<executor_instruction_v1>) -> Void) {
        executor.withCString { executor in
            traceparent.withCString { traceparent in
                parameters.withUnsafeBufferPointer { parameters in
                    var form = executor_instruction_v1()
                    form.executor = executor
                    form.parameters_json = parameters.baseAddress
                    form.parameters_length = parameters.count
                    form.traceparent = self.traceparent.isEmpty ? nil : traceparent
                    form.timeout_seconds = timeoutSeconds
                    withUnsafePointer(to: form, body)
                }
            }
        }
    }
}

extension RunFinish {
    /// What an executor said, or a failure that tells what was wrong with it.
    init(_ form: executor_outcome_v1) {
        let said = UInt8(exactly: form.outcome).flatMap(Outcome.init(rawValue:))
        let length = form.result_json == nil ? 0 : form.result_length
        let message = ContractText.cut(form.message, atMost: EXECUTOR_TEXT_MAX)
        let exitCode = form.has_exit_code != 0 ? form.exit_code : nil
        guard let said else {
            self.init(
                outcome: .failed, exitCode: exitCode, message: "the executor ended with the unknown outcome \(form.outcome)")
            return
        }
        guard length <= Int(EXECUTOR_RESULT_MAX) else {
            let reason = "its result has \(length) bytes, \(EXECUTOR_RESULT_MAX) are allowed"
            self.init(outcome: .failed, exitCode: exitCode, message: message.isEmpty ? reason : "\(message); \(reason)")
            return
        }
        let result = Array(UnsafeBufferPointer(start: form.result_json, count: length))
        self.init(outcome: said, exitCode: exitCode, result: result, message: message)
    }
}
