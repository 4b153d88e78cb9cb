import Crypto

/// SHA-256 in lower-case hexadecimal, of the DER form of what it names.
enum Fingerprint {
    static func of(der: some Sequence<UInt8>) -> String {
        Hexadecimal.text(SHA256.hash(data: Array(der)))
    }

    /// Of the SubjectPublicKeyInfo: the same for a key, a request for it and a certificate of it.
    static func of(_ key: P256.Signing.PublicKey) -> String {
        of(der: key.derRepresentation)
    }
}
