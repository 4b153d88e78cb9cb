package import BeckonWire
package import BrokerCore

extension FakeBrokerStore {
    package func enroll(_ machine: MachineRecord, audit: AuditEntry) async throws -> EnrollmentDecision {
        try write { state in
            let decision = state.enroll(machine)
            if decision == .enrolled { state.append(audit) }
            return decision
        }
    }
    package func machine(_ id: MachineID) async throws -> MachineRecord? { try read { $0.machines[id] } }
    package func machine(named name: String, of subscriber: String) async throws -> MachineRecord? {
        try read { $0.machines.values.first { $0.name == name && $0.subscriber == subscriber } }
    }
    package func machines(of subscriber: String, after: MachineID?, limit: Int) async throws -> [MachineRecord] {
        try read { $0.machines(of: subscriber, after: after, limit: limit) }
    }
    package func update<Answer: Sendable>(
        _ machine: MachineID,
        _ change: @escaping @Sendable (inout MachineRecord) throws -> (answer: Answer, audit: AuditEntry?)
    ) async throws -> Answer? {
        try write { state in
            guard var record = state.machines[machine] else { return nil }
            let (answer, audit) = try change(&record)
            state.machines[machine] = record
            if let audit { state.append(audit) }
            return answer
        }
    }
    package func setSession(journal: String, run: Int, of machine: MachineID) async throws {
        try write {
            $0.machines[machine]?.journal = journal
            $0.machines[machine]?.run = run
        }
    }
    package func setLastHeard(_ times: [MachineID: Timestamp]) async throws {
        try write { for (machine, time) in times { $0.machines[machine]?.lastHeardAt = time } }
    }
}

extension BrokerStore {
    /// Enrols a machine of a test that does not look at the audit log.
    package func enroll(_ machine: MachineRecord) async throws -> EnrollmentDecision {
        try await enroll(machine, audit: Records.audit(.machineEnrolled, of: machine.subscriber, subject: machine.name))
    }
}
