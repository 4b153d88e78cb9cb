package import BeckonWire
package import BrokerCore

extension FakeBrokerStore {
    package func addZeroCertificate(_ zero: ZeroCertificateRecord, audit: AuditEntry) async throws {
        try write {
            $0.zeros[zero.id] = zero
            $0.append(audit)
        }
    }
    package func zeroCertificate(_ id: ZeroCertificateID, of subscriber: String) async throws -> ZeroCertificateRecord? {
        try read { $0.zeros[id].flatMap { $0.subscriber == subscriber ? $0 : nil } }
    }
    package func zeroCertificates(
        of subscriber: String, after: ZeroCertificateID?, limit: Int
    ) async throws -> [(ZeroCertificateRecord, machines: Int)] {
        try read { $0.zeroCertificates(of: subscriber, after: after, limit: limit) }
    }
    package func revokeZeroCertificate(
        _ id: ZeroCertificateID, of subscriber: String, at time: Timestamp, audit: AuditEntry
    ) async throws -> (ZeroCertificateRecord, machines: Int)? {
        try write { state in
            guard var zero = state.zeros[id], zero.subscriber == subscriber else { return nil }
            if zero.revokedAt == nil {
                zero.revoke(at: time)
                state.zeros[id] = zero
                state.append(audit)
            }
            return (zero, machines: state.machines.values.count { $0.zeroCertificate == id })
        }
    }
}

extension FakeStoreState {
    func zeroCertificates(
        of subscriber: String, after: ZeroCertificateID?, limit: Int
    ) -> [(ZeroCertificateRecord, machines: Int)] {
        page(zeros.values.filter { $0.subscriber == subscriber }, by: \.id, after: after, limit: limit).map { zero in
            (zero, machines: machines.values.count { $0.zeroCertificate == zero.id })
        }
    }

    /// Takes a use of a zero certificate, or answers why not. Tests that look at machines alone may do without zero certificates.
    mutating func use(_ id: ZeroCertificateID, at time: Timestamp) -> EnrollmentDecision? {
        guard var zero = zeros[id] else { return nil }
        let waiting = machines.values.count { $0.zeroCertificate == id && $0.state == .pending }
        if let refusal = zero.use(at: time, waiting: waiting) { return .refused(refusal, by: zero) }
        zeros[id] = zero
        return nil
    }
}

extension BrokerStore {
    /// Adds a zero certificate in a test that does not look at the audit log.
    package func addZeroCertificate(_ zero: ZeroCertificateRecord) async throws {
        try await addZeroCertificate(zero, audit: Records.audit(.zeroCreated, of: zero.subscriber, subject: zero.name))
    }
}
