/// Why the agent's own files could not be read or written.
package struct StorageError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// Nothing was written, and what was there before still is.
        case notWritten = "not-written"
        /// Octets were written and it is not known whether they would survive a power cut. Nothing after it can be trusted.
        case notSynced = "not-synced"
        case notRead = "not-read"
    }

    package let code: Code
    /// Names the path.
    package let message: String
    package let hint: String?

    package init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    package var description: String { hint.map { "\(message) (\($0))" } ?? message }
}
