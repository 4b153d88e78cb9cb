@_exported public import CExecutorPlugin

/// Something that performs instructions: one type, with a name under which operators call it.
///
/// ```swift
/// struct Greet: Executor {
///     struct Parameters: Decodable { let whom: String }
///     static let name = "greet"
///     static let version = "1.0.0"
///     static let summary = "Writes a greeting."
///     static let parametersSchema = """
///         {"type": "object", "properties": {"whom": {"type": "string"}}, "required": ["whom"], "additionalProperties": false}
///         """
///
///     func run(_ parameters: Parameters, _ context: RunContext) async throws -> ExecutorOutcome<NoResult> {
///         context.output("hello \(parameters.whom)\n")
///         return .succeeded
///     }
/// }
///
/// @c(executor_plugin_v1)
/// public func entry(_ abi: UInt32) -> UnsafePointer<executor_plugin_table_v1>? {
///     Plugin("greetings", version: "1.0.0", executors: [Greet.self]).table(for: abi)
/// }
/// ```
///
/// A new value is made for each instruction. The process runs one instruction at a time.
public protocol Executor: Sendable {
    /// What an instruction's parameters decode to.
    associatedtype Parameters: Decodable & Sendable
    /// What it gives besides its outcome; `NoResult` unless said otherwise.
    associatedtype Result: Encodable & Sendable = NoResult

    /// `[a-z][a-z0-9-]{0,31}`, unique among all plugins of a machine.
    static var name: String { get }
    /// At most 64 bytes.
    static var version: String { get }
    /// One sentence for an operator who looks for an executor, at most 1024 bytes.
    static var summary: String { get }
    /// JSON Schema of the parameters as JSON text. Broker and agent check every instruction against it.
    static var parametersSchema: String { get }
    /// JSON Schema of the result as JSON text; nil where there is none.
    static var resultSchema: String? { get }

    init()

    /// Performs one instruction.
    ///
    /// It has a thread to itself, on which it may block; `async let` and task groups share that thread, and `onOwnThread` gives
    /// another one. A task cancellation handler is called at once, from outside of it.
    ///
    /// When the instruction is cancelled or its time-out has passed, the task is cancelled: stop what you started, then throw
    /// `CancellationError`. What still runs a few seconds later is killed. Throw `InstructionRejected` where the parameters
    /// cannot be satisfied on this machine and nothing was done; any other error is a failure with the error as its message.
    func run(_ parameters: Parameters, _ context: RunContext) async throws -> ExecutorOutcome<Result>
}

extension Executor {
    public static var resultSchema: String? { nil }
}
