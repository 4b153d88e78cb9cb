import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@testable import BrokerStoreSQLite

@Suite("Rows that no broker wrote")
struct CorruptRowTests {
    /// What was done to the row, and the table that the error must name.
    struct Damage: Sendable, CustomStringConvertible {
        let sql: String
        let table: String
        var description: String { sql }

        init(_ table: String, _ assignment: String) {
            self.table = table
            sql = "UPDATE \(table) SET \(assignment)"
        }
    }

    @Test(
        "are errors that name table and row, and stop no other",
        arguments: [
            Damage("machines", "facts = 'nonsense'"), Damage("machines", "facts = '[1]'"),
            Damage("transactions", "targets = '{'"), Damage("transactions", "parameters = ''"),
            Damage("transactions", "parameters = replace(hex(zeroblob(500)), '00', '[')"),
            Damage("transactions", "on_interruption = 'maybe'"), Damage("deliveries", "state = 'lost'"),
            Damage("deliveries", "progress = '{\"done\": \"much\"}'"), Damage("deliveries", "finish = 'null'"),
            Damage("deliveries", "session_journal = 'j'"), Damage("events", "delivery = '{}'"),
            Damage("events", "delivery = CAST(x'FF' AS TEXT)"), Damage("catalogues", "content = '{}'"),
            Damage("streams", "length = 99"),
        ])
    func damaged(_ damage: Damage) async throws {
        let fixture = try await StoreFixture()
        let transaction = try await StoreFixture.submit(101, fixture.store)
        let key = StoreFixture.key(transaction.id)
        _ = try await fixture.store.append([1, 2, 3], to: key, offset: 0, quota: 9) { _ in }
        _ = try await fixture.store.update(transaction.id, Records.id(1)) { delivery, _ in delivery.state = .fetched }
        let catalogue = ExecutorCatalogue(executors: [Records.executor()])
        try await fixture.store.setCatalogue(catalogue, digest: "sha256:1", of: Records.id(1))
        try fixture.store.execute(damage.sql)

        // Opened again, so that nothing is answered from memory.
        let store = try await fixture.reopened()
        let error = try #require(try await readEverything(store, transaction.id))
        #expect(error.code == .corrupt)
        #expect(error.message.contains(damage.table) || (damage.table == "streams" && error.message.contains("chunks")))
        if ["transactions", "deliveries"].contains(damage.table) {
            #expect(error.message.contains(transaction.id.description))
        }
        #expect(try await store.subscribers().count == 1)
        try await store.close()
    }

    @Test("an id that is none is an error in whatever refers to it")
    func badIds() async throws {
        let fixture = try await StoreFixture()
        try await StoreFixture.submit(101, fixture.store)
        try fixture.store.execute("UPDATE deliveries SET machine_id = 'm-' || char(10)")
        let error = try await storeError {
            try await fixture.store.due(at: Records.noon.adding(seconds: 1_000_000), limit: 9)
        }
        #expect(error?.code == .corrupt && error?.message.contains("deliveries") == true)
        try await fixture.store.close()
    }

    /// The first error of every kind of read.
    private func readEverything(_ store: SQLiteStore, _ transaction: TransactionID) async throws -> StoreError? {
        let reads: [() async throws -> Void] = [
            { _ = try await store.machine(Records.id(1)) },
            { _ = try await store.transaction(transaction, of: "acme") },
            { _ = try await store.delivery(of: transaction, to: Records.id(1)) },
            { _ = try await store.update(transaction, Records.id(1)) { delivery, _ in delivery.state = .started } },
            { _ = try await store.events(of: transaction, after: 0, limit: 9) },
            { _ = try await store.catalogue("sha256:1") },
            { _ = try await store.output(StoreFixture.key(transaction), offset: 0, limit: 99) },
        ]
        for read in reads { if let error = try await storeError(read) { return error } }
        return nil
    }
}
