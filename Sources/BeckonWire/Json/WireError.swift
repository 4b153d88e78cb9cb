/// Why octets are not the message that they should be.
package struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The member concerned as a JSON pointer (RFC 6901), empty for the whole message.
    package let pointer: String
    /// What is wrong with it, fit to be shown to whoever sent it.
    package let message: String

    package init(_ message: String, at pointer: String = "") {
        self.pointer = pointer
        self.message = message
    }

    package var description: String { pointer.isEmpty ? message : "\(pointer): \(message)" }
}
