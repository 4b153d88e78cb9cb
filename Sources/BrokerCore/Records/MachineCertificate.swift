package import BeckonWire

/// A certificate that was issued to a machine.
package struct MachineCertificate: Hashable, Sendable {
    /// Lower-case hexadecimal, unique within the authority.
    package let serial: String
    /// Lower-case hexadecimal SHA-256 of the public key's SubjectPublicKeyInfo: renewal is idempotent by it.
    package let keyFingerprint: String
    /// PEM chain, the leaf first.
    package let pem: String
    package let expiresAt: Timestamp
    /// When its machine is to renew it.
    package let renewAt: Timestamp
    /// When it took the place of the one before; nil while it waits for that, and of the first.
    package var firstUsedAt: Timestamp?

    package init(
        serial: String, keyFingerprint: String, pem: String, expiresAt: Timestamp, renewAt: Timestamp,
        firstUsedAt: Timestamp? = nil
    ) {
        self.serial = serial
        self.keyFingerprint = keyFingerprint
        self.pem = pem
        self.expiresAt = expiresAt
        self.renewAt = renewAt
        self.firstUsedAt = firstUsedAt
    }

    /// What is remembered of it when another has taken its place.
    package struct Retired: Hashable, Sendable {
        package let serial: String
        package let keyFingerprint: String

        package init(serial: String, keyFingerprint: String) {
            self.serial = serial
            self.keyFingerprint = keyFingerprint
        }
    }
}
