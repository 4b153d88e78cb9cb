/// How a run ended, as the executor said.
package struct RunFinish: Hashable, Sendable {
    /// Numbers as in executor_plugin.h.
    package enum Outcome: UInt8, Sendable, CaseIterable {
        case succeeded = 0
        case failed = 1
        case cancelled = 2
        case rejected = 3
    }

    package let outcome: Outcome
    package let exitCode: Int32?
    /// JSON text; empty where there is no result.
    package let result: [UInt8]
    /// One sentence; empty where there is nothing to say.
    package let message: String

    package init(outcome: Outcome, exitCode: Int32? = nil, result: [UInt8] = [], message: String = "") {
        self.outcome = outcome
        self.exitCode = exitCode
        self.result = result
        self.message = message
    }
}
