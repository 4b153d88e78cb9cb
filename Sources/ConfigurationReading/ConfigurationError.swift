/// Why a configuration file is not taken, said as compilers do: `FILE:LINE:COLUMN: what (hint)`.
package struct ConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was wrong, for whoever treats kinds differently and for tests.
    package enum Code: String, Hashable, Sendable {
        /// The system refused to read it, or it is not a regular file.
        case unreadable
        /// Someone else than root and this user could have written it.
        case untrusted
        /// Beyond a bound: octets, depth, values.
        case tooLarge
        /// Not the YAML that is read here.
        case syntax
        /// A key that nobody knows here.
        case unknownKey
        /// A value that is not what its key takes.
        case badValue
    }

    package let code: Code
    package let file: String
    /// Nil where it is about the file as a whole.
    package let position: YAMLPosition?
    package let message: String
    package let hint: String?

    package init(_ code: Code, file: String, at position: YAMLPosition? = nil, _ message: String, hint: String? = nil) {
        self.code = code
        self.file = file
        self.position = position
        self.message = message
        self.hint = hint
    }

    package var description: String {
        let place = position.map { "\(file):\($0.line):\($0.column)" } ?? file
        return "\(place): \(message)" + (hint.map { " (\($0))" } ?? "")
    }
}
