package import BeckonWire

/// What became of an enrolment.
package enum EnrollmentDecision: Hashable, Sendable {
    case enrolled
    /// A machine with this key is there: the record as it was stored.
    case known(MachineRecord)
    /// Another machine of the subscriber has the name.
    case nameTaken(by: MachineID)
    /// The name is of a machine that was reidentified: whoever enrols under it is to have this id.
    case awaited(MachineID)
    /// By the zero certificate, which is as answered.
    case refused(ZeroRefusal, by: ZeroCertificateRecord)
}

/// An `Idempotency-Key` and the body that came with it.
package struct IdempotencyKey: Hashable, Sendable {
    /// The operator; keys of two operators never meet.
    package let credential: String
    package let key: String
    /// Lower-case hexadecimal SHA-256 of the body.
    package let bodyDigest: String

    package init(credential: String, key: String, bodyDigest: String) {
        self.credential = credential
        self.key = key
        self.bodyDigest = bodyDigest
    }
}

/// What became of a first request.
package enum SubmitDecision: Hashable, Sendable {
    case stored
    /// The same key came with the same body before.
    case repeated(TransactionID, deliveries: Int)
    /// The same key came with another body before.
    case conflict(TransactionID)
}

/// What became of an append.
package enum AppendDecision: Hashable, Sendable {
    /// Octets stored now.
    case stored(Int)
    /// Octets stored so far; the append began elsewhere and would have left a gap.
    case gap(Int)
    /// Octets stored so far; the append would go over the quota, and nothing of it was stored.
    case overQuota(Int)
    case noSuchDelivery
}

/// One recorded change of a delivery.
package struct DeliveryEvent: Hashable, Sendable {
    /// 1, 2, 3… within the store: grows with time, and is the `id:` of the server-sent event.
    package let number: Int
    package let at: Timestamp
    /// The delivery as the change left it.
    package let delivery: DeliveryRecord

    package init(number: Int, at: Timestamp, delivery: DeliveryRecord) {
        self.number = number
        self.at = at
        self.delivery = delivery
    }
}

/// How a transaction stands, and what happened to it.
package struct TransactionStanding: Hashable, Sendable {
    package let counts: [DeliveryState: Int]
    package let events: [DeliveryEvent]
    /// The number of the last of `events`; where there is none, of the last that is recorded at all, or 0.
    package let last: Int

    package init(counts: [DeliveryState: Int], events: [DeliveryEvent], last: Int) {
        self.counts = counts
        self.events = events
        self.last = last
    }
}
