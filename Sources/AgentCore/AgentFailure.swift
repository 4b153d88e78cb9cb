/// Why an agent stopped that was not told to.
package struct AgentFailure: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Hashable, Sendable {
        case revoked
        case certificateRefused = "certificate-refused"
        /// It has expired, and the broker renews it no more.
        case certificateExpired = "certificate-expired"
        /// Another agent runs with this identity, or an older journal was put back.
        case staleSession = "stale-session"
        /// The journal cannot be written any more.
        case journal
    }

    package let code: Code
    package let message: String
    package let hint: String?

    package init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    package var description: String { hint.map { "\(message) (\($0))" } ?? message }
}
