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
    package let bounds: ZeroBounds
    /// Machines that have been stored with it: each new key, approved or not. A key that asks again is not counted again.
    package var uses: Int
    package var lastUsedAt: Timestamp?
    package var revokedAt: Timestamp?

    package init(
        id: ZeroCertificateID, subscriber: String, name: String, createdAt: Timestamp, createdBy: String, expiresAt: Timestamp,
        bounds: ZeroBounds = .none, uses: Int = 0, lastUsedAt: Timestamp? = nil, revokedAt: Timestamp? = nil
    ) {
        self.id = id
        self.subscriber = subscriber
        self.name = name
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.expiresAt = expiresAt
        self.bounds = bounds
        self.uses = uses
        self.lastUsedAt = lastUsedAt
        self.revokedAt = revokedAt
    }

    /// Nil where any number is left.
    package var usesLeft: Int? { bounds.uses.map { max(0, $0 - uses) } }
}
