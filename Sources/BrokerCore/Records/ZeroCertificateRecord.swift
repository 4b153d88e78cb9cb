package import BeckonWire

/// A bootstrap credential that was given out. Its key is with whoever asked for it.
package struct ZeroCertificateRecord: Hashable, Sendable {
    package let id: ZeroCertificateID
    package let subscriber: String
    package let name: String
    package let createdAt: Timestamp
    /// The operator who asked for it, by name.
    package let createdBy: String
    package let expiresAt: Timestamp

    package init(
        id: ZeroCertificateID, subscriber: String, name: String, createdAt: Timestamp, createdBy: String, expiresAt: Timestamp
    ) {
        self.id = id
        self.subscriber = subscriber
        self.name = name
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
    }
}
