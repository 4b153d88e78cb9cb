package import BeckonWire

/// Where machines are kept.
package protocol MachineStore: Sendable {
    /// Stores the machine unless one of its subscriber with its key is there, which is answered instead; refuses a name that
    /// another machine of the subscriber has. A machine that is awaited under that name is replaced where the new one has its id.
    /// A machine that is stored is a use of its zero certificate (`ZeroCertificateRecord.use`), counted in the same step, and refused
    /// where that refuses. `audit` is added to the log where the machine is stored.
    func enroll(_ machine: MachineRecord, audit: AuditEntry) async throws -> EnrollmentDecision
    func machine(_ id: MachineID) async throws -> MachineRecord?
    func machine(named name: String, of subscriber: String) async throws -> MachineRecord?
    /// In order of id, after `after`, at most `limit`.
    func machines(of subscriber: String, after: MachineID?, limit: Int) async throws -> [MachineRecord]
    /// Reads a machine, lets `change` decide, and stores what it changed of state, labels and certificates, with the row that it
    /// answers for the audit log, in one step. Answers what `change` answered; nil where there is no such machine.
    func update<Answer: Sendable>(
        _ machine: MachineID,
        _ change: @escaping @Sendable (inout MachineRecord) throws -> (answer: Answer, audit: AuditEntry?)
    ) async throws -> Answer?
    /// Remembers which life of which journal speaks for the machine.
    func setSession(journal: String, run: Int, of machine: MachineID) async throws
    func setLastHeard(_ times: [MachineID: Timestamp]) async throws
}
