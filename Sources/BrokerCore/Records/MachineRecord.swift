package import BeckonWire

/// A machine that has enrolled.
package struct MachineRecord: Hashable, Sendable {
    package let id: MachineID
    package let subscriber: String
    /// Unique within the subscriber.
    package let name: String
    package let facts: [String: String]
    package let enrolledAt: Timestamp
    package let zeroCertificate: ZeroCertificateID
    /// Lower-case hexadecimal SHA-256 of the public key's SubjectPublicKeyInfo: enrolment is idempotent by it.
    package let keyFingerprint: String
    /// PEM of the certificate in force, answered again when the same key enrols again.
    package var certificate: String
    package var certificateSerial: String
    package var certificateExpiresAt: Timestamp
    /// The journal and run that the machine last spoke with; nil before its first session.
    package var journal: String?
    package var run: Int
    /// `sha256:…` of the catalogue's octets, nil before the first.
    package var catalogue: String?
    /// Written now and then, not at each request.
    package var lastHeardAt: Timestamp?

    package init(
        id: MachineID, subscriber: String, name: String, facts: [String: String], enrolledAt: Timestamp,
        zeroCertificate: ZeroCertificateID, keyFingerprint: String, certificate: String, certificateSerial: String,
        certificateExpiresAt: Timestamp, journal: String? = nil, run: Int = 0, catalogue: String? = nil,
        lastHeardAt: Timestamp? = nil
    ) {
        self.id = id
        self.subscriber = subscriber
        self.name = name
        self.facts = facts
        self.enrolledAt = enrolledAt
        self.zeroCertificate = zeroCertificate
        self.keyFingerprint = keyFingerprint
        self.certificate = certificate
        self.certificateSerial = certificateSerial
        self.certificateExpiresAt = certificateExpiresAt
        self.journal = journal
        self.run = run
        self.catalogue = catalogue
        self.lastHeardAt = lastHeardAt
    }
}
