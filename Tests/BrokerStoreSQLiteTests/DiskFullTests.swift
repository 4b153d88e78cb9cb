import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@testable import BrokerStoreSQLite

@Suite("When there is no room")
struct DiskFullTests {
    private let large = [UInt8](repeating: 7, count: 1 << 20)

    @Test("a change that does not fit is refused, smaller ones with it are stored, and all fit when there is room")
    func oneStepDoesNotFit() async throws {
        let fixture = try await StoreFixture()
        let (store, large) = (fixture.store, large)
        let transaction = try await StoreFixture.submit(101, store)
        let key = StoreFixture.key(transaction.id)
        let pages = try #require(try store.number("PRAGMA page_count"))
        try store.execute("PRAGMA max_page_count = \(pages + 20)")

        let gate = await WriterGate(store.writer)
        async let tooLarge = storeError { try await store.append(large, to: key, offset: 0, quota: 1 << 30) { _ in } }
        async let small = store.update(transaction.id, Records.id(1)) { delivery, _ in delivery.state = .fetched }
        try await gate.whenWaiting(2)
        try await gate.open()
        #expect(try await tooLarge?.code == .full)
        // SQLite may have had to take back the whole transaction: then the small one was told so too, and comes again.
        do { _ = try await small } catch let error as StoreError {
            #expect(error.code == .full)
            _ = try await store.update(transaction.id, Records.id(1)) { delivery, _ in delivery.state = .fetched }
        }
        #expect(try await store.delivery(of: transaction.id, to: Records.id(1))?.state == .fetched)
        #expect(try await store.outputLengths(of: transaction.id, Records.id(1), attempt: 1) == [:])

        try store.execute("PRAGMA max_page_count = 1000000")
        #expect(try await store.append(large, to: key, offset: 0, quota: 1 << 30) { _ in } == .stored(large.count))
        #expect(try await store.output(key, offset: 0, limit: 1 << 30) == large)
        try await store.close()
    }

    @Test("a commit that does not fit fails every change in it, stores none, and wedges nothing")
    func commitDoesNotFit() async throws {
        let disk = try Disk()
        let store = try SQLiteStore.open(at: disk.path)
        try await StoreFixture.populate(store, machines: 1)
        let gate = await WriterGate(store.writer)
        let codes = try await withThrowingTaskGroup(of: StoreError.Code?.self) { group in
            for number in 101...110 {
                group.addTask { try await storeError { try await StoreFixture.submit(number, store) }?.code }
            }
            try await gate.whenWaiting(10)
            disk.setFull(true)
            try await gate.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(codes == Array(repeating: .full, count: 10))
        let alone = try await storeError { try await StoreFixture.submit(111, store) }
        #expect(alone?.code == .full && alone?.message.contains("Make room") == true)
        #expect(try await store.transactions(of: "acme", by: nil, before: nil, limit: 99) == [])

        disk.setFull(false)
        for number in 101...111 { try await StoreFixture.submit(number, store) }
        #expect(try await store.transactions(of: "acme", by: nil, before: nil, limit: 99).count == 11)
        try await store.close()
    }
}
