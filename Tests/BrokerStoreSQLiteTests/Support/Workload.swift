import BeckonWire
import BrokerCore
import BrokerTestSupport
import Synchronization
import Testing

@testable import BrokerStoreSQLite

/// What a broker writes in a day, in small; and what of it was acknowledged, which no power cut may take.
final class Workload: Sendable {
    /// One machine's part of one transaction.
    struct Part: Hashable {
        let transaction: Int
        let machine: Int
    }

    private struct Acknowledged {
        var isPopulated = false
        var transactions: Set<Int> = []
        /// How many updates of the part.
        var updates: [Part: Int] = [:]
        /// Octets of its output.
        var lengths: [Part: Int] = [:]
    }

    private static let machines = 2
    private let acknowledged = Mutex(Acknowledged())

    var isEmpty: Bool { acknowledged.withLock { $0.transactions.isEmpty } }

    /// Runs until all of it is done or the store fails.
    /// - Parameter pages: of the log, after which they go into the database file; few, so that both files are written. 0 is never.
    func run(on store: SQLiteStore, checkpointAfter pages: Int = 12) async throws {
        try store.execute("PRAGMA wal_autocheckpoint = \(pages)")
        try await StoreFixture.populate(store, machines: Self.machines)
        acknowledged.withLock { $0.isPopulated = true }
        try await withThrowingTaskGroup { group in
            for start in [101, 102] {
                group.addTask { for number in stride(from: start, to: 105, by: 2) { try await self.transact(number, store) } }
            }
            try await group.waitForAll()
        }
    }

    private func transact(_ number: Int, _ store: SQLiteStore) async throws {
        let transaction = try await StoreFixture.submit(number, to: Self.machines, store)
        acknowledged.withLock { _ = $0.transactions.insert(number) }
        for machine in 1...Self.machines {
            let part = Part(transaction: number, machine: machine)
            try await update(part, .fetched, store)
            try await update(part, .started, store)
            for offset in [0, 700] {
                let octets = Self.octets(part, offset..<offset + 700)
                _ = try await store.append(
                    octets, to: StoreFixture.key(transaction.id, machine: machine), offset: offset, quota: 1 << 20
                ) { _ in }
                acknowledged.withLock { $0.lengths[part] = offset + 700 }
            }
            try await update(part, .finished(.succeeded), store)
        }
    }

    private func update(_ part: Part, _ state: DeliveryState, _ store: SQLiteStore) async throws {
        _ = try await store.update(Records.id(part.transaction), Records.id(part.machine)) { delivery, _ in
            delivery.state = state
            delivery.acknowledged += 1
        }
        acknowledged.withLock { $0.updates[part, default: 0] += 1 }
    }

    private static func octets(_ part: Part, _ range: Range<Int>) -> [UInt8] {
        range.map { UInt8(truncatingIfNeeded: $0 &* 31 &+ part.transaction &* 7 &+ part.machine) }
    }

    /// What was acknowledged and is not in the store, or is there in part; empty where all is well.
    func losses(in store: SQLiteStore) async throws -> [String] {
        let acknowledged = acknowledged.withLock { $0 }
        var losses: [String] = []
        if acknowledged.isPopulated, try await store.machines(of: "acme", after: nil, limit: 9).count != Self.machines {
            losses.append("machines")
        }
        for number in acknowledged.transactions {
            let found = try await store.transaction(Records.id(number), of: "acme")
            if found != Records.transaction(number) { losses.append("transaction \(number)") }
        }
        for number in 101..<105 {
            let counts = try await store.counts(of: Records.id(number))
            if ![0, Self.machines].contains(counts.values.reduce(0, +)) { losses.append("a part of transaction \(number)") }
            for machine in 1...Self.machines {
                let part = Part(transaction: number, machine: machine)
                losses += try await self.losses(
                    of: part, updates: acknowledged.updates[part] ?? 0, length: acknowledged.lengths[part] ?? 0, in: store)
            }
        }
        return losses
    }

    private func losses(of part: Part, updates: Int, length: Int, in store: SQLiteStore) async throws -> [String] {
        let id: TransactionID = Records.id(part.transaction)
        let stored = try await store.delivery(of: id, to: Records.id(part.machine))?.acknowledged ?? 0
        let events = try await store.events(of: id, after: 0, limit: 99).count { $0.delivery.machine == Records.id(part.machine) }
        let octets = try await store.output(StoreFixture.key(id, machine: part.machine), offset: 0, limit: 9999)
        var losses: [String] = []
        if stored < updates { losses.append("\(part): \(stored) of \(updates) updates") }
        if events != stored { losses.append("\(part): \(events) events of \(stored) updates") }
        if octets.count < length { losses.append("\(part): \(octets.count) of \(length) octets") }
        if octets != Self.octets(part, 0..<octets.count) { losses.append("\(part): altered octets") }
        return losses
    }
}
