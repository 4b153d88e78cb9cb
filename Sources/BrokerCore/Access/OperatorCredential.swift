package import BeckonWire

/// With what an operator shows who it is, verified as far as that goes without the store.
package enum OperatorCredential: Hashable, Sendable {
    /// A certificate that the subscriber's authority has signed and whose time is now.
    case certificate(subscriber: String, name: String, serial: String, expiresAt: Timestamp)
    /// What came in `Authorization: Bearer`.
    case token(String)
}
