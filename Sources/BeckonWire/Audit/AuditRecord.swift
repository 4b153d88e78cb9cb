/// One row of a subscriber's audit log. Rows are chained: each holds the hash of the one before, so that none can be changed, removed
/// or put elsewhere unnoticed.
package struct AuditRecord: Hashable, WireMessage {
    package enum Outcome: String, Codable, Sendable {
        case done
        case refused
    }

    /// 1, 2, 3… within the subscriber.
    package let number: Int
    package let at: Timestamp
    package let subscriber: String
    /// Who: `operator alice`, `token ci`, `zero z-…`, `machine m-…`, `broker`.
    package let actor: String
    /// From which address, where it came over the network.
    package let address: String?
    package let action: AuditAction
    /// What it was done to: an id or a name.
    package let subject: String
    package let outcome: Outcome
    /// For people.
    package let detail: String
    /// The hash of the row before; of the first, 64 zeros.
    package let previous: String
    /// Lower-case hexadecimal SHA-256 of `canonical`.
    package let hash: String

    package init(
        number: Int, at: Timestamp, subscriber: String, actor: String, address: String?, action: AuditAction, subject: String,
        outcome: Outcome, detail: String, previous: String, hash: String
    ) {
        self.number = number
        self.at = at
        self.subscriber = subscriber
        self.actor = actor
        self.address = address
        self.action = action
        self.subject = subject
        self.outcome = outcome
        self.detail = detail
        self.previous = previous
        self.hash = hash
    }

    /// What the first row holds in place of a hash.
    package static let beginning = String(repeating: "0", count: 64)

    /// The octets that `hash` is of: the row as JSON on one line, members in order of their names, without `hash`.
    package var canonical: [UInt8] {
        WireJSON.encode(
            Content(
                number: number, at: at, subscriber: subscriber, actor: actor, address: address, action: action,
                subject: subject, outcome: outcome, detail: detail, previous: previous))
    }

    private struct Content: Encodable {
        let number: Int
        let at: Timestamp
        let subscriber: String
        let actor: String
        let address: String?
        let action: AuditAction
        let subject: String
        let outcome: Outcome
        let detail: String
        let previous: String
    }
}
