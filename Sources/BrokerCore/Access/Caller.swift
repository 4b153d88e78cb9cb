package import BeckonWire

/// A machine whose certificate was verified for this very request, but for its time and its standing, which `MachineGate` judges.
package struct MachineCaller: Hashable, Sendable {
    package let machine: MachineID
    package let subscriber: String
    /// Of the certificate that was presented; lower-case hexadecimal.
    package let serial: String
    /// Lower-case hexadecimal SHA-256 of its public key's SubjectPublicKeyInfo.
    package let keyFingerprint: String
    /// The end of the certificate's time.
    package let expiresAt: Timestamp
    /// When the connection of this request was made.
    package let connectedAt: Timestamp
    /// Tells the connection of this request from every other.
    package let connection: Int
    /// From where, where it is known.
    package let address: String?

    package init(
        machine: MachineID, subscriber: String, serial: String, keyFingerprint: String, expiresAt: Timestamp,
        connectedAt: Timestamp, connection: Int, address: String? = nil
    ) {
        self.machine = machine
        self.subscriber = subscriber
        self.serial = serial
        self.keyFingerprint = keyFingerprint
        self.expiresAt = expiresAt
        self.connectedAt = connectedAt
        self.connection = connection
        self.address = address
    }

    /// The last second belongs to the certificate (RFC 5280, 4.1.2.5).
    package func isExpired(at now: Timestamp) -> Bool { now >= expiresAt.adding(seconds: 1) }

    /// How the audit log names it.
    package var actor: String { "machine \(machine)" }
}

/// A holder of a zero certificate, verified for this very request.
package struct ZeroCaller: Hashable, Sendable {
    package let zeroCertificate: ZeroCertificateID
    package let subscriber: String
    /// From where, where it is known.
    package let address: String?

    package init(zeroCertificate: ZeroCertificateID, subscriber: String, address: String? = nil) {
        self.zeroCertificate = zeroCertificate
        self.subscriber = subscriber
        self.address = address
    }
}
