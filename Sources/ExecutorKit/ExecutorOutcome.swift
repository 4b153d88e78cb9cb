/// How an instruction ended, where the executor is the one to say.
public struct ExecutorOutcome<Result: Encodable & Sendable>: Sendable {
    let hasSucceeded: Bool
    let exitCode: Int32?
    let result: Result?
    let message: String

    /// Done.
    public static func succeeded(_ result: Result, exitCode: Int32? = nil) -> Self {
        Self(hasSucceeded: true, exitCode: exitCode, result: result, message: "")
    }

    /// Not done, or not well: `message` is one sentence for the operator.
    public static func failed(_ message: String, exitCode: Int32? = nil, result: Result? = nil) -> Self {
        Self(hasSucceeded: false, exitCode: exitCode, result: result, message: message)
    }
}

extension ExecutorOutcome where Result == NoResult {
    /// Done, and there is nothing to tell.
    public static var succeeded: Self { Self(hasSucceeded: true, exitCode: nil, result: nil, message: "") }
}
