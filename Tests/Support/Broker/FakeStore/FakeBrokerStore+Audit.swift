package import BeckonWire
package import BrokerCore

extension FakeBrokerStore {
    package func append(audit entry: AuditEntry) async throws { try write { $0.append(entry) } }
    package func audit(of subscriber: String, after: Int, limit: Int) async throws -> [AuditRecord] {
        try read { Array(($0.audit[subscriber] ?? []).lazy.filter { $0.number > after }.prefix(limit)) }
    }
}

extension FakeStoreState {
    mutating func append(_ entry: AuditEntry) {
        let last = audit[entry.subscriber]?.last.map { (number: $0.number, hash: $0.hash) }
        audit[entry.subscriber, default: []].append(entry.record(after: last))
    }
}
