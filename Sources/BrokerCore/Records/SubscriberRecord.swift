package import BeckonWire

/// A tenant. Everything belongs to exactly one.
package struct SubscriberRecord: Hashable, Sendable {
    package let name: String
    package let createdAt: Timestamp

    package init(name: String, createdAt: Timestamp) {
        self.name = name
        self.createdAt = createdAt
    }
}
