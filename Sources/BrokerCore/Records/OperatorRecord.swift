package import BeckonWire

/// An operator, by its one credential: a certificate or a token.
package struct OperatorRecord: Hashable, Sendable {
    package let subscriber: String
    /// Unique within the subscriber; a name whose credential is revoked or has expired can be given again.
    package let name: String
    package let credential: OperatorView.Credential
    package let grant: OperatorGrant
    package let createdAt: Timestamp
    package let createdBy: String
    package var expiresAt: Timestamp
    package var revokedAt: Timestamp?
    /// The serial of the certificate in force, or the lower-case hexadecimal SHA-256 of the token.
    package var proof: String
    /// A renewed certificate that has not been used: both hold until it is.
    package var renewed: Renewed?

    package struct Renewed: Hashable, Sendable {
        package let serial: String
        package let expiresAt: Timestamp

        package init(serial: String, expiresAt: Timestamp) {
            self.serial = serial
            self.expiresAt = expiresAt
        }
    }

    package init(
        subscriber: String, name: String, credential: OperatorView.Credential, grant: OperatorGrant, createdAt: Timestamp,
        createdBy: String, expiresAt: Timestamp, revokedAt: Timestamp? = nil, proof: String,
        renewed: Renewed? = nil
    ) {
        self.subscriber = subscriber
        self.name = name
        self.credential = credential
        self.grant = grant
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.proof = proof
        self.renewed = renewed
    }

    package var view: OperatorView {
        OperatorView(
            name: name, subscriber: subscriber, credential: credential, grant: grant, createdAt: createdAt,
            createdBy: createdBy, expiresAt: expiresAt, revokedAt: revokedAt)
    }
}
