import BeckonWire
import BrokerCore
import BrokerTestSupport
import GRDB
import TestSupport

@testable import BrokerStoreSQLite

/// A store in a directory of its own, with one subscriber and machines 1…n that transactions can be sent to.
struct StoreFixture {
    let directory: TemporaryDirectory
    let store: SQLiteStore

    var path: String { directory.path("broker.sqlite") }

    init(machines: Int = 1) async throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore.open(at: directory.path("broker.sqlite"), now: { Records.noon })
        try await Self.populate(store, machines: machines)
    }

    static func populate(_ store: SQLiteStore, machines: Int) async throws {
        try await store.addSubscriber(SubscriberRecord(name: "acme", createdAt: Records.noon))
        try await store.addZeroCertificate(Records.zero(0))
        for number in 1...machines { _ = try await store.enroll(Records.machine(number)) }
    }

    /// A transaction for machines 1…n, submitted.
    @discardableResult
    static func submit(_ number: Int, to machines: Int = 1, _ store: SQLiteStore) async throws -> TransactionRecord {
        let transaction = Records.transaction(number)
        let deliveries = (1...machines).map { Records.delivery(of: transaction, to: Records.machine($0)) }
        _ = try await store.submit(transaction, deliveries: deliveries, idempotency: nil, audit: Records.audit())
        return transaction
    }

    static func key(_ transaction: TransactionID, machine: Int = 1, _ stream: OutputStream = .stdout) -> OutputKey {
        OutputKey(transaction: transaction, machine: Records.id(machine), attempt: 1, stream: stream)
    }

    /// Closes the store and opens the same file again.
    func reopened() async throws -> SQLiteStore {
        try await store.close()
        return try SQLiteStore.open(at: path)
    }
}

extension SQLiteStore {
    /// The writer's connection. Not `async`, so that it is GRDB's blocking call.
    func onWriter<Answer>(_ body: (Database) throws -> Answer) throws -> Answer {
        try pool.writeWithoutTransaction(body)
    }

    /// Runs SQL on the writer's connection.
    func execute(_ sql: String) throws {
        try onWriter { try $0.execute(sql: sql) }
    }

    /// A number on the writer's connection.
    func number(_ sql: String) throws -> Int? {
        try onWriter { try Int.fetchOne($0, sql: sql) }
    }
}

/// The `StoreError` that `body` throws; nil where it throws none.
func storeError<Answer>(_ body: () async throws -> Answer) async throws -> StoreError? {
    do { _ = try await body() } catch let error as StoreError { return error }
    return nil
}
