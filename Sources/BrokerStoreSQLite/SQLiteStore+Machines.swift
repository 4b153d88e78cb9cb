package import BeckonWire
package import BrokerCore
import GRDB

extension SQLiteStore {
    package func enroll(_ machine: MachineRecord, audit: AuditEntry) async throws -> EnrollmentDecision {
        try await writer.perform { db in
            let decision = try db.enroll(machine)
            if decision == .enrolled { try db.append(audit) }
            return decision
        }
    }

    package func machine(_ id: MachineID) async throws -> MachineRecord? {
        try read { try $0.machine(id) }
    }

    package func machine(named name: String, of subscriber: String) async throws -> MachineRecord? {
        try read { try $0.machine(named: name, of: subscriber) }
    }

    package func machines(of subscriber: String, after: MachineID?, limit: Int) async throws -> [MachineRecord] {
        try read { db in
            try db.all(
                "SELECT \(MachineRecord.columns) FROM machines WHERE subscriber = ? AND id > ? ORDER BY id LIMIT ?",
                [subscriber, after?.description ?? "", max(0, limit)], MachineRecord.init(row:))
        }
    }

    package func update<Answer: Sendable>(
        _ machine: MachineID,
        _ change: @escaping @Sendable (inout MachineRecord) throws -> (answer: Answer, audit: AuditEntry?)
    ) async throws -> Answer? {
        try await writer.perform { db in
            guard let before = try db.machine(machine) else { return nil }
            var after = before
            let (answer, audit) = try change(&after)
            if after != before { try db.save(after) }
            if let audit { try db.append(audit) }
            return answer
        }
    }

    package func setSession(journal: String, run: Int, of machine: MachineID) async throws {
        try await writer.perform { db in
            try db.run("UPDATE machines SET journal = ?, run = ? WHERE id = ?", [journal, run, machine.description])
        }
    }

    package func setLastHeard(_ times: [MachineID: Timestamp]) async throws {
        try await writer.perform { db in
            for (machine, time) in times {
                try db.run(
                    "UPDATE machines SET last_heard_at = ? WHERE id = ?", [time.milliseconds, machine.description])
            }
        }
    }
}

extension Database {
    fileprivate func enroll(_ machine: MachineRecord) throws -> EnrollmentDecision {
        let namesake = try self.machine(named: machine.name, of: machine.subscriber)
        let known = try first(
            "SELECT \(MachineRecord.columns) FROM machines WHERE subscriber = ? AND key_fingerprint = ?",
            [machine.subscriber, machine.keyFingerprint], MachineRecord.init(row:))
        // Whoever enrols again in the place of a machine may do so with the key that it had.
        if let known, known.id != namesake?.id || !known.isAwaited { return .known(known) }
        if let namesake {
            guard namesake.isAwaited else { return .nameTaken(by: namesake.id) }
            guard namesake.id == machine.id else { return .awaited(namesake.id) }
        }
        if let refused = try use(machine.zeroCertificate, at: machine.enrolledAt) { return refused }
        if let namesake {
            try save(namesake.replaced(by: machine))
        } else {
            try run(
                "INSERT INTO machines (\(MachineRecord.columns)) VALUES (\(MachineRecord.placeholders))", machine.arguments)
        }
        return .enrolled
    }

    fileprivate func machine(_ id: MachineID) throws -> MachineRecord? {
        try first("SELECT \(MachineRecord.columns) FROM machines WHERE id = ?", [id.description], MachineRecord.init(row:))
    }

    fileprivate func machine(named name: String, of subscriber: String) throws -> MachineRecord? {
        try first(
            "SELECT \(MachineRecord.columns) FROM machines WHERE subscriber = ? AND name = ?", [subscriber, name],
            MachineRecord.init(row:))
    }

    fileprivate func save(_ machine: MachineRecord) throws {
        try run(
            "UPDATE machines SET \(MachineRecord.assignments) WHERE id = ?", machine.arguments + [machine.id.description])
    }
}
