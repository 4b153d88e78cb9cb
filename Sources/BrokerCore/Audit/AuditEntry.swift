package import BeckonWire

/// What is to be written into a subscriber's audit log. The store gives it its number and its place in the chain.
package struct AuditEntry: Hashable, Sendable {
    package let at: Timestamp
    package let subscriber: String
    /// `operator alice`, `zero z-…`, `machine m-…`, `broker`.
    package let actor: String
    package let address: String?
    package let action: AuditAction
    package let subject: String
    package let outcome: AuditRecord.Outcome
    /// For people; cut to `Bounds.message` octets, as it may hold what a stranger sent.
    package let detail: String

    package init(
        at: Timestamp, subscriber: String, actor: String, address: String?, action: AuditAction, subject: String,
        outcome: AuditRecord.Outcome = .done, detail: String = ""
    ) {
        self.at = at
        self.subscriber = subscriber
        self.actor = actor
        self.address = address
        self.action = action
        self.subject = subject
        self.outcome = outcome
        self.detail = String(decoding: detail.utf8.prefix(Bounds.message), as: UTF8.self)
    }

    /// The row that follows `last`; the first where there is none.
    package func record(after last: AuditPage.Head?) -> AuditRecord {
        let content = record(number: (last?.number ?? 0) + 1, previous: last?.hash ?? AuditRecord.beginning, hash: "")
        return record(number: content.number, previous: content.previous, hash: AuditChain.hash(of: content))
    }

    private func record(number: Int, previous: String, hash: String) -> AuditRecord {
        AuditRecord(
            number: number, at: at, subscriber: subscriber, actor: actor, address: address, action: action, subject: subject,
            outcome: outcome, detail: detail, previous: previous, hash: hash)
    }
}
