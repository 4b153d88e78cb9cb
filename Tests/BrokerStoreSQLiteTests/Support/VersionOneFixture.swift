import BeckonWire
import BrokerCore
import BrokerTestSupport
import GRDB
import Testing

@testable import BrokerStoreSQLite

/// A store as version 1 of the schema left it: rows written out as text, so that no later code has a part in them. Never edited.
enum VersionOneFixture {
    private static let machine = "m-01kav9ft00e8kbcf2tpy8vep2a"
    private static let transaction = "t-01kav9ft00fkb882fh6k1rdey4"
    private static let zero = "z-01kav9ft00ega9zd9nbrf2ztw9"

    static func write(to path: String) throws {
        let database = try DatabaseQueue(path: path)
        try database.write { db in
            try db.execute(sql: Schema.version1)
            try db.execute(sql: rows)
            try db.execute(sql: "PRAGMA user_version = 1; PRAGMA application_id = 1111837518")
        }
        try database.close()
    }

    static func check(_ store: SQLiteStore) async throws {
        let machineID = try #require(MachineID(machine))
        let id = try #require(TransactionID(transaction))
        #expect(try await store.subscribers() == [SubscriberRecord(name: "acme", createdAt: Timestamp(milliseconds: 1))])
        let (zeros, machines) = try #require(try await store.zeroCertificates(of: "acme", after: nil, limit: 9).first)
        #expect(machines == 1 && zeros.uses == 1 && zeros.lastUsedAt == Timestamp(milliseconds: 4))
        #expect(zeros.bounds == .none && zeros.revokedAt == nil)
        let stored = try #require(try await store.machine(named: "web-1", of: "acme"))
        #expect(stored.id == machineID && stored.facts == ["os": "linux"] && stored.catalogue == "sha256:1")
        let certificate = try #require(stored.certificate)
        #expect(certificate.pem == "PEM" && certificate.serial == "01" && certificate.expiresAt == Timestamp(milliseconds: 5))
        #expect(certificate.keyFingerprint == "key" && stored.state == .active && stored.labels.isEmpty && stored.next == nil)
        #expect(try await store.executors(of: "acme", named: nil, after: nil, limit: 9).map(\.cursor.name) == ["shell"])
        let record = try #require(try await store.transaction(id, of: "acme"))
        #expect(record.instruction == Instruction(executor: "shell", parameters: ["command": "true"]))
        #expect(record.targets.machines == ["web-1"] && record.onInterruption == .report)
        let delivery = try #require(try await store.delivery(of: id, to: machineID))
        #expect(delivery.state == .finished(.failed) && delivery.finish?.exitCode == 3)
        #expect(delivery.session == AgentSession(journal: "j", run: 2, seq: 5))
        let key = OutputKey(transaction: id, machine: machineID, attempt: 1, stream: .stderr)
        #expect(try await store.output(key, offset: 1, limit: 9) == [2, 3])
        let events = try await store.events(of: id, after: 0, limit: 9)
        #expect(events.map(\.number) == [7] && events.first?.delivery.state == .fetched)
        let idempotency = IdempotencyKey(credential: "acme/alice", key: "k", bodyDigest: "b")
        #expect(try await store.submitted(with: idempotency) == .repeated(id, deliveries: 1))
    }

    private static let rows = """
        INSERT INTO subscribers VALUES ('acme', 1);
        INSERT INTO zero_certificates VALUES ('\(zero)', 'acme', 'first', 2, 'alice', 3);
        INSERT INTO catalogues VALUES ('sha256:1',
            '{"executors":[{"name":"shell","parameters":{},"result":{},"summary":"","version":"1"}]}');
        INSERT INTO machines VALUES ('\(machine)', 'acme', 'web-1', '{"os":"linux"}', 4, '\(zero)', 'key', 'PEM', '01', 5, 'j', 2,
            'sha256:1', 6);
        INSERT INTO transactions VALUES ('\(transaction)', 'acme', 'alice', 7, '{"machines":["web-1"]}', 'shell',
            '{"command":"true"}', 60, 8, 'report', NULL);
        INSERT INTO idempotency_keys VALUES ('acme/alice', 'k', 'b', '\(transaction)');
        INSERT INTO deliveries VALUES (1, '\(transaction)', '\(machine)', 'acme', 'web-1', 'failed', 1, 'j', 2, 5, 3, 0, NULL, 9,
            10, 11, '{"exitCode":3,"outcome":"failed"}', NULL);
        INSERT INTO streams VALUES (1, 1, 1, 'stderr', 3);
        INSERT INTO chunks VALUES (1, 0, x'0102');
        INSERT INTO chunks VALUES (1, 2, x'03');
        INSERT INTO events VALUES (7, '\(transaction)', 9,
            '{"acknowledged":0,"attempt":1,"fetchedAt":9,"machine":"\(machine)","name":"web-1",
              "state":"fetched","subscriber":"acme","transaction":"\(transaction)"}');
        """
}
