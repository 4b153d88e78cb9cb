extension JSONSchema {
    /// One way in which a value does not satisfy a schema.
    package struct Violation: Hashable, Sendable, CustomStringConvertible {
        /// The place in the value (RFC 6901), empty for the whole. For a missing member, where it should be.
        package let pointer: String
        /// For a person; completes a sentence that begins with the pointer, such as `must be a string, is an integer`.
        package let message: String

        package var description: String { "\(pointer.isEmpty ? "the value" : pointer) \(message)" }
    }
}
