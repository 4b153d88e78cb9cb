package import BeckonWire
package import BrokerCore
import GRDB

extension SQLiteStore {
    package func enroll(_ machine: MachineRecord) async throws -> EnrollmentDecision {
        try await writer.perform { db in
            let known = try db.first(
                "SELECT \(MachineRecord.columns) FROM machines WHERE subscriber = ? AND key_fingerprint = ?",
                [machine.subscriber, machine.keyFingerprint], MachineRecord.init(row:))
            if let known { return .known(known) }
            let namesake: MachineID? = try db.first(
                "SELECT id FROM machines WHERE subscriber = ? AND name = ?", [machine.subscriber, machine.name]
            ) { try StoredRow($0, of: "machines").id(0) }
            if let namesake { return .nameTaken(by: namesake) }
            try db.run(
                "INSERT INTO machines (\(MachineRecord.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                machine.arguments)
            return .enrolled
        }
    }

    package func machine(_ id: MachineID) async throws -> MachineRecord? {
        try read { db in
            try db.first(
                "SELECT \(MachineRecord.columns) FROM machines WHERE id = ?", [id.description], MachineRecord.init(row:))
        }
    }

    package func machine(named name: String, of subscriber: String) async throws -> MachineRecord? {
        try read { db in
            try db.first(
                "SELECT \(MachineRecord.columns) FROM machines WHERE subscriber = ? AND name = ?", [subscriber, name],
                MachineRecord.init(row:))
        }
    }

    package func machines(of subscriber: String, after: MachineID?, limit: Int) async throws -> [MachineRecord] {
        try read { db in
            try db.all(
                "SELECT \(MachineRecord.columns) FROM machines WHERE subscriber = ? AND id > ? ORDER BY id LIMIT ?",
                [subscriber, after?.description ?? "", max(0, limit)], MachineRecord.init(row:))
        }
    }

    package func setCertificate(
        _ pem: String, serial: String, expiresAt: Timestamp, of machine: MachineID
    ) async throws {
        try await writer.perform { db in
            try db.run(
                "UPDATE machines SET certificate = ?, certificate_serial = ?, certificate_expires_at = ? WHERE id = ?",
                [pem, serial, expiresAt.milliseconds, machine.description])
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
