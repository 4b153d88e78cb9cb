import BeckonWire
import BrokerCore
import BrokerTestSupport
import Foundation
import GRDB
import TestSupport
import Testing

@testable import BrokerStoreSQLite

@Suite("Opening and closing the store")
struct OpeningTests {
    @Test("each commit is synced: synchronous is FULL on the connection that writes")
    func synchronousIsFull() async throws {
        let fixture = try await StoreFixture()
        #expect(try fixture.store.number("PRAGMA synchronous") == 2)
        #expect(try fixture.store.number("PRAGMA foreign_keys") == 1)
    }

    @Test("nobody else can read the files, nor a directory that was made for them")
    func modes() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("data/broker.sqlite")
        let store = try SQLiteStore.open(at: path)
        try await store.addSubscriber(SubscriberRecord(name: "acme", createdAt: Records.noon))
        _ = try await store.subscribers()
        #expect(try mode(directory.path("data")) == 0o700)
        for file in [path, "\(path)-wal", "\(path)-shm"] { #expect(try mode(file) == 0o600, "\(file)") }
        try await store.close()
    }

    @Test("a file that was left open to others is closed to them")
    func tightensModes() async throws {
        let fixture = try await StoreFixture()
        try await fixture.store.close()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: fixture.path)
        let store = try SQLiteStore.open(at: fixture.path)
        #expect(try mode(fixture.path) == 0o600)
        try await store.close()
    }

    @Test("everything is there after closing and opening again")
    func reopening() async throws {
        let fixture = try await StoreFixture(machines: 2)
        let first = try await StoreFixture.submit(101, to: 2, fixture.store)
        let key = StoreFixture.key(first.id)
        _ = try await fixture.store.append([1, 2, 3], to: key, offset: 0, quota: 9) { _ in }
        _ = try await fixture.store.update(first.id, Records.id(2)) { delivery, _ in delivery.state = .fetched }
        let events = try await fixture.store.events(of: first.id, after: 0, limit: 9)

        let store = try await fixture.reopened()
        #expect(try await store.subscribers().map(\.name) == ["acme"])
        #expect(try await store.machine(Records.id(1)) == Records.machine(1))
        var zero = Records.zero(0)
        for _ in 1...2 { #expect(zero.use(at: Records.noon, waiting: 0) == nil) }
        #expect(try await store.zeroCertificate(Records.id(0), of: "acme") == zero)
        #expect(try await store.transaction(first.id, of: "acme") == first)
        #expect(try await store.counts(of: first.id) == [.queued: 1, .fetched: 1])
        #expect(try await store.output(key, offset: 0, limit: 9) == [1, 2, 3])
        #expect(try await store.events(of: first.id, after: 0, limit: 9) == events)
        #expect(events.map(\.number) == [1] && events.map(\.at) == [Records.noon])
        try await store.close()
    }

    @Test("an event's number is never given twice, not after the last was deleted either")
    func eventNumbers() async throws {
        let fixture = try await StoreFixture()
        let transaction = try await StoreFixture.submit(101, fixture.store)
        _ = try await fixture.store.update(transaction.id, Records.id(1)) { delivery, _ in delivery.state = .fetched }
        try fixture.store.execute("DELETE FROM events")
        let store = try await fixture.reopened()
        _ = try await store.update(transaction.id, Records.id(1)) { delivery, _ in delivery.state = .started }
        #expect(try await store.events(of: transaction.id, after: 0, limit: 9).map(\.number) == [2])
        try await store.close()
    }

    @Test("a store of version 1 opens with everything in it")
    func versionOne() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("broker.sqlite")
        try VersionOneFixture.write(to: path)
        let store = try SQLiteStore.open(at: path)
        try await VersionOneFixture.check(store)
        #expect(try store.number("PRAGMA user_version") == Schema.versions.count)
        try await store.close()
    }

    @Test("a later version is applied once, and what is there stays")
    func migration() async throws {
        let fixture = try await StoreFixture()
        try fixture.store.onWriter { db in
            let versions = Schema.versions + ["ALTER TABLE subscribers ADD COLUMN note TEXT"]
            for _ in 1...2 { try Schema.migrate(db, path: fixture.path, versions: versions) }
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version")
            let names = try String.fetchAll(db, sql: "SELECT name FROM subscribers WHERE note IS NULL")
            #expect(version == versions.count && names == ["acme"])
        }
        try await fixture.store.close()
    }

    @Test("a version that fails halfway leaves the one before")
    func failedMigration() async throws {
        let fixture = try await StoreFixture()
        try fixture.store.onWriter { db in
            let versions = Schema.versions + ["CREATE TABLE added (id TEXT); SELECT nonsense"]
            #expect(throws: DatabaseError.self) { try Schema.migrate(db, path: fixture.path, versions: versions) }
            let (version, isAdded) = (try Int.fetchOne(db, sql: "PRAGMA user_version"), try db.tableExists("added"))
            #expect(version == Schema.versions.count && !isAdded)
        }
        try await fixture.store.close()
    }

    @Test("a store that a newer broker wrote is refused, and says what to do")
    func newerSchema() async throws {
        let fixture = try await StoreFixture()
        try fixture.store.execute("PRAGMA user_version = 1000")
        try await fixture.store.close()
        let error = try await storeError { try SQLiteStore.open(at: fixture.path) }
        #expect(error?.code == .newerSchema)
        #expect(error?.message.contains(fixture.path) == true && error?.message.contains("Start the newer") == true)
    }

    @Test("another program's database is refused and not touched")
    func strangeDatabase() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path("other.sqlite")
        let other = try DatabaseQueue(path: path)
        try await other.write { try $0.execute(sql: "CREATE TABLE theirs (a)") }
        try other.close()
        let error = try await storeError { try SQLiteStore.open(at: path) }
        #expect(error?.code == .failed && error?.message.contains("another program") == true)
    }

    @Test("a file that is no database, and a path that cannot be opened, are errors that name it")
    func unusablePaths() async throws {
        let directory = try TemporaryDirectory()
        let text = try directory.write(String(repeating: "not a database ", count: 100), to: "text")
        let damaged = try await storeError { try SQLiteStore.open(at: text) }
        #expect(damaged?.code == .corrupt && damaged?.message.contains(text) == true)
        let missing = try await storeError { try SQLiteStore.open(at: directory.path("a/b/c")) }
        #expect(missing?.code == .failed && missing?.message.contains(directory.path("a/b")) == true)
        let folder = try await storeError { try SQLiteStore.open(at: directory.path) }
        #expect(folder?.code == .failed)
    }

    @Test("a closed store says so, and closing it again does nothing")
    func closing() async throws {
        let fixture = try await StoreFixture()
        try await fixture.store.close()
        try await fixture.store.close()
        let write = try await storeError { try await StoreFixture.submit(101, fixture.store) }
        #expect(write?.code == .closed)
        let read = try await storeError { try await fixture.store.subscribers() }
        #expect(read?.code == .closed)
    }

    @Test("closing waits for the changes that were accepted before")
    func closingWaits() async throws {
        let fixture = try await StoreFixture()
        let store = fixture.store
        let stored = try await withThrowingTaskGroup(of: Int?.self) { group in
            for number in 1...200 {
                group.addTask {
                    let error = try await storeError { try await StoreFixture.submit(number, store) }
                    if let error, error.code != .closed { throw error }
                    return error == nil ? number : nil
                }
            }
            try await store.close()
            return try await group.reduce(into: Set<Int>()) { numbers, number in if let number { numbers.insert(number) } }
        }
        let reopened = try SQLiteStore.open(at: fixture.path)
        let found = try await reopened.transactions(of: "acme", by: nil, before: nil, limit: 999)
        #expect(Set(found.map(\.id)) == Set(stored.map { Records.transaction($0).id }))
        try await reopened.close()
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require((attributes[.posixPermissions] as? NSNumber)?.intValue)
    }
}
