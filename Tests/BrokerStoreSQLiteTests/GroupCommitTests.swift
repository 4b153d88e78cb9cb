import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@testable import BrokerStoreSQLite

@Suite("Changes that wait together are committed together")
struct GroupCommitTests {
    private struct Refusal: Error, Equatable { let number: Int }

    @Test("1,000 updates that wait are one commit, and each is stored")
    func thousandUpdates() async throws {
        let fixture = try await StoreFixture()
        let store = fixture.store
        let transaction = try await StoreFixture.submit(101, store)
        let gate = await WriterGate(store.writer)
        let before = store.writer.commitCount
        let seen = try await withThrowingTaskGroup(of: Int?.self) { group in
            for _ in 1...1_000 {
                group.addTask {
                    try await store.update(transaction.id, Records.id(1)) { delivery, _ in
                        delivery.acknowledged += 1
                        return delivery.acknowledged
                    }
                }
            }
            try await gate.whenWaiting(1_000)
            try await gate.open()
            return try await group.reduce(into: []) { $0.append($1 ?? 0) }
        }
        #expect(seen.sorted() == Array(1...1_000))
        #expect(store.writer.commitCount - before == 2, "the one that held the writer, and one for all")
        #expect(try await store.delivery(of: transaction.id, to: Records.id(1))?.acknowledged == 1_000)
        try await store.close()
    }

    @Test("a step that throws takes back only itself, and its caller gets its error")
    func throwingSteps() async throws {
        let fixture = try await StoreFixture(machines: 20)
        let store = fixture.store
        let transaction = try await StoreFixture.submit(101, to: 20, store)
        let gate = await WriterGate(store.writer)
        let before = store.writer.commitCount
        let refused = try await withThrowingTaskGroup(of: Int?.self) { group in
            for number in 1...20 {
                group.addTask {
                    do {
                        _ = try await store.update(transaction.id, Records.id(number)) { delivery, _ in
                            delivery.state = .fetched
                            if number.isMultiple(of: 3) { throw Refusal(number: number) }
                        }
                        return nil
                    } catch let refusal as Refusal {
                        return refusal.number
                    }
                }
            }
            try await gate.whenWaiting(20)
            try await gate.open()
            return try await group.reduce(into: Set<Int>()) { refused, number in if let number { refused.insert(number) } }
        }
        #expect(refused == [3, 6, 9, 12, 15, 18])
        #expect(store.writer.commitCount - before == 2)
        #expect(try await store.counts(of: transaction.id) == [.fetched: 14, .queued: 6])
        #expect(try await store.events(of: transaction.id, after: 0, limit: 99).count == 14)
        try await store.close()
    }

    @Test("a step that breaks a rule of the schema harms no other")
    func constraints() async throws {
        let fixture = try await StoreFixture()
        let store = fixture.store
        let gate = await WriterGate(store.writer)
        async let stranger = storeError { try await store.enroll(Records.machine(7, of: "nobody")) }
        async let doubled = storeError { try await store.addZeroCertificate(Records.zero(0)) }
        async let good: Void = store.addZeroCertificate(Records.zero(5))
        try await gate.whenWaiting(3)
        try await gate.open()
        #expect(try await stranger?.code == .failed)
        #expect(try await doubled?.code == .failed)
        try await good
        #expect(try await store.zeroCertificate(Records.id(5), of: "acme") == Records.zero(5))
        #expect(try await store.machine(Records.id(7)) == nil)
        try await store.close()
    }

    @Test("when too many wait, one more is refused at once, and the others are stored")
    func overload() async throws {
        let fixture = try await StoreFixture()
        let writer = SQLiteWriter(fixture.store.pool, limits: WriteQueue.Limits(steps: 3))
        let gate = await WriterGate(writer)
        try await withThrowingTaskGroup { group in
            for _ in 1...3 { group.addTask { try await writer.perform { _ in } } }
            try await gate.whenWaiting(3)
            let error = try await storeError { try await writer.perform { _ in } }
            #expect(error?.code == .failed && error?.message.contains("overloaded") == true)
            try await gate.open()
            try await group.waitForAll()
        }
        try await writer.perform { _ in }
        try await fixture.store.close()
    }

    @Test("a read after a change sees it, whichever reader answers")
    func readYourWrites() async throws {
        let fixture = try await StoreFixture()
        let store = fixture.store
        try await withThrowingTaskGroup { group in
            for number in 1...50 {
                group.addTask {
                    let transaction = try await StoreFixture.submit(number, store)
                    #expect(try await store.queued(for: Records.id(1), limit: 99).contains(transaction.id))
                    _ = try await store.update(transaction.id, Records.id(1)) { delivery, _ in delivery.state = .fetched }
                    #expect(try await store.delivery(of: transaction.id, to: Records.id(1))?.state == .fetched)
                }
            }
            try await group.waitForAll()
        }
        try await store.close()
    }
}
