/// A message of either plane: what JSON it is, and which bounds hold beyond its shape.
package protocol WireMessage: Codable, Sendable {
    /// Throws where a member is out of its bounds. Called after decoding, before anyone sees the message.
    func validate() throws(WireError)
}

extension WireMessage {
    package func validate() throws(WireError) {}
}
