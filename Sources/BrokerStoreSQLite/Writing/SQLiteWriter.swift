import BrokerCore
import GRDB
import Synchronization

/// The only one that writes: commits everything that waits in one transaction, and so with one fsync.
///
/// An idle writer commits a lone step at once; whatever comes while it waits for the disk goes into the next commit, and each
/// step of several has a savepoint, so that one that throws takes back only itself. Nobody is told anything before the commit, not even that a
/// step was refused: the refusal may rest on a step before it.
final class SQLiteWriter: Sendable {
    private let pool: DatabasePool
    private let queue: Mutex<WriteQueue>
    private let commits = Atomic<Int>(0)

    init(_ pool: DatabasePool, limits: WriteQueue.Limits = WriteQueue.Limits()) {
        self.pool = pool
        queue = Mutex(WriteQueue(limits: limits))
    }

    /// Transactions committed so far.
    var commitCount: Int { commits.load(ordering: .relaxed) }

    /// Steps that wait for the commit after the one under way.
    var waitingCount: Int { queue.withLock { $0.count } }

    /// Runs `change` in a step of its own, and returns when it is durable.
    /// - Parameters:
    ///   - octets: what the step holds in memory while it waits, where that is much.
    ///   - committed: called when it is durable, before this returns, and for one step after another in their order.
    /// - Throws: what `change` threw, or a `StoreError`; then nothing of the step was stored.
    func perform<Answer: Sendable>(
        octets: Int = 0, committed: @escaping @Sendable (Answer) -> Void = { _ in },
        _ change: @escaping @Sendable (Database) throws -> Answer
    ) async throws -> Answer {
        try await withCheckedThrowingContinuation { continuation in
            let step = WriteStep(
                octets: octets,
                run: { db in
                    let answer = try change(db)
                    return {
                        committed(answer)
                        continuation.resume(returning: answer)
                    }
                },
                fail: { continuation.resume(throwing: $0) })
            switch queue.withLock({ $0.admit(step) }) {
            case .start: pool.asyncWriteWithoutTransaction { self.drain($0) }
            case .queued: break
            case .refused(let error): step.fail(error)
            }
        }
    }

    /// Refuses later steps, waits for those that were admitted, and moves the log into the database file.
    func close() async {
        guard queue.withLock({ $0.close() }) else { return }
        await withCheckedContinuation { continuation in
            // The connection's queue is serial: this comes after the drain that has begun.
            pool.asyncWriteWithoutTransaction { db in
                // A log that stays is no loss: the next start reads it.
                _ = try? db.checkpoint(.truncate)
                continuation.resume()
            }
        }
    }

    private func drain(_ db: Database) {
        while let batch = queue.withLock({ $0.takeBatch() }) { commit(batch, db) }
    }

    private func commit(_ batch: [WriteStep], _ db: Database) {
        var completions: [WriteStep.Completion] = []
        completions.reserveCapacity(batch.count)
        do {
            try db.run("BEGIN IMMEDIATE")
            for step in batch { completions.append(try run(step, isAlone: batch.count == 1, db)) }
            try db.run("COMMIT")
        } catch {
            if db.isInsideTransaction { try? db.run("ROLLBACK") }
            let failure = StoreError.replacing(error, path: pool.path)
            for step in batch { step.fail(failure) }
            return
        }
        commits.add(1, ordering: .relaxed)
        for completion in completions { completion() }
    }

    /// - Throws: where the whole transaction is lost; a step that is alone in it takes it back with itself.
    private func run(_ step: WriteStep, isAlone: Bool, _ db: Database) throws -> WriteStep.Completion {
        if isAlone { return try step.run(db) }
        try db.run("SAVEPOINT step")
        do {
            let completion = try step.run(db)
            try db.run("RELEASE step")
            return completion
        } catch {
            // SQLite takes back the whole transaction on some errors (https://www.sqlite.org/lang_transaction.html, section 3).
            guard db.isInsideTransaction else { throw error }
            try db.run("ROLLBACK TO step")
            try db.run("RELEASE step")
            let failure = StoreError.replacing(error, path: pool.path)
            return { step.fail(failure) }
        }
    }
}
