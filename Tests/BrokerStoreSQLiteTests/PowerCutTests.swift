import BeckonWire
import BrokerCore
import BrokerTestSupport
import GRDB
import Testing

@testable import BrokerStoreSQLite

@Suite("Cutting the power")
struct PowerCutTests {
    /// Which operations the power is cut at, and what of the unsynced is left: nothing (0), or what the seed chooses.
    struct Cuts: Sendable, CustomStringConvertible {
        let first: Int
        let seed: UInt64
        var description: String { "every fifth operation from \(first), seed \(seed)" }
    }

    @Test(
        "at any write or sync loses nothing that was acknowledged and damages nothing",
        arguments: [Cuts(first: 1, seed: 0), Cuts(first: 3, seed: 7), Cuts(first: 5, seed: 99)])
    func losesNothing(_ cuts: Cuts) async throws {
        var operation = cuts.first
        while try await isCut(at: operation, seed: cuts.seed) { operation += 5 }
        #expect(operation > 100, "the workload ended after \(operation) operations: too few to say anything")
    }

    /// Runs the workload into a power cut and looks at what is left. False where the workload ended before the cut.
    private func isCut(at operation: Int, seed: UInt64) async throws -> Bool {
        let disk = try Disk()
        let workload = Workload()
        disk.cut(at: operation)
        do {
            let store = try SQLiteStore.open(at: disk.path)
            do { try await workload.run(on: store) } catch is StoreError {} catch is DatabaseError {}
            try? await store.close()
        } catch is StoreError {}
        guard disk.isCut else { return false }
        try disk.restore(seed: seed == 0 ? 0 : seed + UInt64(operation))

        let store = try SQLiteStore.open(at: disk.path)
        #expect(try await workload.losses(in: store) == [], "power cut at operation \(operation)")
        #expect(try check(store, "integrity_check") == ["ok"], "power cut at operation \(operation)")
        #expect(try check(store, "foreign_key_check") == [], "power cut at operation \(operation)")
        // And it is a store to go on with.
        try await store.addSubscriber(SubscriberRecord(name: "next", createdAt: Records.noon))
        try await store.close()
        return true
    }

    private func check(_ store: SQLiteStore, _ pragma: String) throws -> [String] {
        try store.onWriter { try String.fetchAll($0, sql: "PRAGMA \(pragma)") }
    }

    @Test("is seen by this disk: without syncs, what was acknowledged is lost")
    func control() async throws {
        let disk = try Disk()
        let workload = Workload()
        let store = try SQLiteStore.open(at: disk.path)
        try store.execute("PRAGMA synchronous = OFF")
        try await workload.run(on: store)
        #expect(try await workload.losses(in: store) == [])
        #expect(!workload.isEmpty)
        disk.cut(at: 1)
        try? await store.close()
        try disk.restore()

        let left = try SQLiteStore.open(at: disk.path)
        #expect(try await workload.losses(in: left) != [])
        try await left.close()
    }

    @Test("is seen by this disk: GRDB's own setting for a pool loses what was acknowledged")
    func controlNormal() async throws {
        let disk = try Disk()
        let workload = Workload()
        let store = try SQLiteStore.open(at: disk.path)
        try store.execute("PRAGMA synchronous = NORMAL")
        // NORMAL syncs when the log goes into the database file, and only then.
        try await workload.run(on: store, checkpointAfter: 0)
        disk.cut(at: 1)
        try? await store.close()
        try disk.restore()

        let left = try SQLiteStore.open(at: disk.path)
        #expect(try await workload.losses(in: left) != [])
        try await left.close()
    }
}
