import BeckonWire
package import BrokerCore
import GRDB
import Glibc

/// The embedded store: one SQLite file, written through by a single writer that commits in groups, read by a pool of readers.
///
/// What each answer costs: a change one place in the next commit, and so an fsync; a read a few microseconds on the caller's
/// thread. Owned by one process at a time, which the broker's lock on the directory sees to.
package final class SQLiteStore: BrokerStore {
    let pool: DatabasePool
    let writer: SQLiteWriter
    let transactionCache = TransactionCache()
    /// The broker's clock, for the time of an event.
    let now: Clock

    /// Opens the store, or makes an empty one: the file with mode 0600, its directory, where that is missing, with 0700.
    /// - Throws: `StoreError` with `.newerSchema` where a later version wrote it, `.failed` where the path cannot be used or
    ///   SQLite would not sync each commit.
    package static func open(
        at path: String, now: @escaping Clock = Timestamp.system
    ) throws -> SQLiteStore {
        do {
            try StoreFile.prepare(path)
            let pool = try DatabasePool(path: path, configuration: configuration())
            try pool.writeWithoutTransaction { db in
                try syncEachCommit(db, path: path)
                try Schema.migrate(db, path: path)
            }
            return SQLiteStore(pool, now: now)
        } catch {
            throw StoreError.replacing(error, path: path)
        }
    }

    private init(_ pool: DatabasePool, now: @escaping Clock) {
        self.pool = pool
        self.now = now
        writer = SQLiteWriter(pool)
    }

    /// Refuses what comes from now on, waits for every change that was accepted, and closes the file.
    package func close() async throws {
        await writer.close()
        do { try closePool() } catch { throw StoreError.replacing(error, path: pool.path) }
    }

    /// Not `async`, so that it is GRDB's blocking call: it waits only for readers, which are short.
    private func closePool() throws { try pool.close() }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.label = "beckon.store"
        configuration.foreignKeysEnabled = true
        // Someone who looks into the file with another program may hold it for a moment.
        configuration.busyMode = .timeout(5)
        // Readers run on their callers' threads: with one for each thread of the concurrency pool none waits for another.
        configuration.maximumReaderCount = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) + 2
        return configuration
    }

    /// GRDB sets `synchronous` to NORMAL while it opens a pool, and an acknowledged commit could then be lost with the power: set
    /// it afterwards, and believe only what SQLite reads back.
    private static func syncEachCommit(_ db: Database, path: String) throws {
        try db.execute(sql: "PRAGMA synchronous = FULL")
        // A log that grew in a busy hour is cut back to this when it starts anew; octets.
        try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
        let full = 2
        guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == full else {
            throw StoreError(.failed, "SQLite does not sync each commit to \(path): PRAGMA synchronous is not FULL")
        }
    }

    /// One statement on a reader; it sees every change that was acknowledged before.
    ///
    /// Blocks the caller's thread instead of changing threads twice, which costs more than the read itself. Each statement sees
    /// one state of the store, two statements maybe two.
    func read<Answer>(_ body: (Database) throws -> Answer) throws -> Answer {
        do { return try pool.unsafeRead(body) } catch { throw StoreError.replacing(error, path: pool.path) }
    }

    /// Several statements on a reader that see one state of the store.
    func readMoment<Answer>(_ body: (Database) throws -> Answer) throws -> Answer {
        do { return try pool.read(body) } catch { throw StoreError.replacing(error, path: pool.path) }
    }
}
