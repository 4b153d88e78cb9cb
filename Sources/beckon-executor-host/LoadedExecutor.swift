import CExecutorPlugin
import ExecutorHostProtocol

/// An executor of a loaded plugin.
struct LoadedExecutor: Sendable {
    typealias Run =
        @convention(c) (
            UnsafeMutableRawPointer?, UnsafePointer<executor_host_v1>?, UnsafePointer<executor_instruction_v1>?
        ) -> Void

    let registration: ExecutorRegistration
    // Safe to hand from thread to thread: only handed back to `run`, which is called from any thread of the host's, one at a time.
    nonisolated(unsafe) let context: UnsafeMutableRawPointer?
    let run: Run

    init(_ declaration: executor_declaration_v1) throws(PluginError) {
        let name = try ContractText.required(declaration.name, "an executor's name", atMost: EXECUTOR_NAME_MAX)
        guard Self.isName(name) else { throw PluginError("the executor's name \"\(name)\" is not [a-z][a-z0-9-]{0,31}") }
        guard let run = declaration.run else { throw PluginError("run of executor \(name) is NULL") }
        let of = "of executor \(name)"
        registration = ExecutorRegistration(
            name: name,
            version: try ContractText.required(declaration.version, "the version \(of)", atMost: EXECUTOR_VERSION_MAX),
            summary: try ContractText.required(declaration.summary, "the summary \(of)", atMost: EXECUTOR_TEXT_MAX),
            parametersSchema: try ContractText.required(
                declaration.parameters_schema, "the parameters schema \(of)", atMost: EXECUTOR_SCHEMA_MAX),
            resultSchema: try ContractText.optional(
                declaration.result_schema, "the result schema \(of)", atMost: EXECUTOR_SCHEMA_MAX))
        context = declaration.context
        self.run = run
    }

    private static func isName(_ text: String) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z"), digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let first = text.utf8.first, letters.contains(first) else { return false }
        return text.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "-") }
    }
}
