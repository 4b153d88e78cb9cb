package import BeckonWire
package import BrokerCore

extension FakeBrokerStore {
    package func addOperator(_ record: OperatorRecord, audit: AuditEntry) async throws -> Bool {
        try write { state in
            if let known = state.operators[record.subscriber]?[record.name], known.revokedAt == nil,
                record.createdAt < known.expiresAt
            {
                return false
            }
            state.operators[record.subscriber, default: [:]][record.name] = record
            state.append(audit)
            return true
        }
    }
    package func `operator`(named name: String, of subscriber: String) async throws -> OperatorRecord? {
        try read { $0.operators[subscriber]?[name] }
    }
    package func `operator`(withToken hash: String) async throws -> OperatorRecord? {
        try read { $0.operators.values.flatMap(\.values).first { $0.credential == .token && $0.proof == hash } }
    }
    package func operators(of subscriber: String, after: String?, limit: Int) async throws -> [OperatorRecord] {
        try read {
            let all = ($0.operators[subscriber] ?? [:]).values.filter { $0.name > after ?? "" }
            return Array(all.sorted { $0.name < $1.name }.prefix(limit))
        }
    }
    package func renewOperator(
        _ name: String, of subscriber: String, with renewed: OperatorRecord.Renewed, audit: AuditEntry
    ) async throws -> Bool {
        try write { state in
            guard let known = state.operators[subscriber]?[name], known.revokedAt == nil, known.credential == .certificate else {
                return false
            }
            state.operators[subscriber]?[name]?.renewed = renewed
            state.append(audit)
            return true
        }
    }
    package func promoteOperator(
        _ name: String, of subscriber: String, to renewed: OperatorRecord.Renewed
    ) async throws {
        try write { state in
            guard state.operators[subscriber]?[name]?.renewed == renewed else { return }
            state.operators[subscriber]?[name]?.proof = renewed.serial
            state.operators[subscriber]?[name]?.expiresAt = renewed.expiresAt
            state.operators[subscriber]?[name]?.renewed = nil
        }
    }
    package func revokeOperator(
        _ name: String, of subscriber: String, at time: Timestamp, audit: AuditEntry
    ) async throws -> OperatorRecord? {
        try write { state in
            if let known = state.operators[subscriber]?[name], known.revokedAt == nil {
                state.operators[subscriber]?[name]?.revokedAt = time
                state.append(audit)
            }
            return state.operators[subscriber]?[name]
        }
    }
}
