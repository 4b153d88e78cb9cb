/// What the data directory holds of a key.
package enum StoredKey: Hashable, Sendable {
    /// The private key itself, PKCS #8.
    case pem(String)
    /// Where it is: `HardwareKey.reference`.
    case reference(String)

    package static let referenceLimit = 4096
}
