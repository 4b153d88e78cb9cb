import BeckonIdentity

/// Why the program ends with an exit code other than 0.
struct BrokerError: Error, CustomStringConvertible {
    /// As `--help` lists them.
    enum Code: Int32 {
        case failed = 1
        case wrongState = 2
        case locked = 3
        case usage = 64
    }

    let code: Code
    /// Names the path or flag concerned.
    let message: String
    let hint: String?

    init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    init(_ error: IdentityError) {
        self.init(error.code == .locked ? .locked : .failed, error.message, hint: error.hint)
    }

    var description: String { hint.map { "\(message)\n  \($0)" } ?? message }
}
