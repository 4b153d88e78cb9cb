package import BeckonWire
package import BrokerCore

extension FakeBrokerStore {
    package func append(audit entry: AuditEntry) async throws { try write { $0.append(entry) } }
    package func audit(of subscriber: String, after: Int, limit: Int) async throws -> [AuditRecord] {
        try read { Array(($0.audit[subscriber] ?? []).lazy.filter { $0.number > after }.prefix(limit)) }
    }
    package func auditHead(of subscriber: String) async throws -> AuditPage.Head? { try read { $0.auditHead(of: subscriber) } }
}

extension FakeStoreState {
    mutating func append(_ entry: AuditEntry) {
        audit[entry.subscriber, default: []].append(entry.record(after: auditHead(of: entry.subscriber)))
    }

    func auditHead(of subscriber: String) -> AuditPage.Head? {
        audit[subscriber]?.last.map { AuditPage.Head(number: $0.number, hash: $0.hash) }
    }
}
