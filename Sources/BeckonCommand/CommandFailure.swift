import BeckonIdentity
import BeckonWire

/// Why a command did not do what it was told: one message, the next step where there is one, and the exit status.
struct CommandFailure: Error, Hashable, CustomStringConvertible {
    let status: Int32
    let message: String
    let hint: String?

    init(_ status: Int32, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    static func usage(_ message: String, hint: String? = nil) -> CommandFailure {
        CommandFailure(ExitStatus.usage, message, hint: hint)
    }

    /// What the broker refused.
    init(_ problem: Problem) {
        let pointer = problem.members["pointer"]?.stringValue.map { " at \($0)" } ?? ""
        let names = problem.detail.contains(pointer.dropFirst(4)) || pointer.isEmpty
        self.init(ExitStatus.refused, problem.detail + (names ? "" : pointer), hint: problem.hint)
    }

    init(_ error: IdentityError, status: Int32 = ExitStatus.refused) {
        self.init(status, error.message, hint: error.hint)
    }

    var description: String { hint.map { "\(message)\nhint: \($0)" } ?? message }
}
