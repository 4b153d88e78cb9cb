import AgentTestSupport
import BeckonWire
import Testing

@testable import AgentCore

/// What an earlier life of the agent left behind, made by hand: a journal and a spool.
@Suite(.timeLimit(.minutes(1))) struct AgentRestartTests {
    private let world = AgentWorld()

    @Test func whatWasRunningIsKilledReportedUnknownWithItsOutputAndNotRunAgain() async throws {
        let transaction = try await leaveRunning(interruption: .report)
        try await world.running { await world.broker.untilFinished(transaction) }
        let delivery = try #require(world.broker[transaction])
        #expect(delivery.state == .finished(.unknown))
        #expect(delivery.finish?.message?.contains("interrupted") == true)
        #expect(delivery.output[.stdout] == Array("half".utf8))
        #expect(world.hosts.swept == [[host]])
        #expect(world.hosts.runs.isEmpty)
        #expect(world.spool.isEmpty)
    }

    @Test func whatMayRunAgainRunsAsANewAttempt() async throws {
        let transaction = try await leaveRunning(interruption: .rerun)
        try await world.running { await world.broker.untilFinished(transaction) }
        #expect(world.broker[transaction]?.state == .finished(.succeeded))
        #expect(world.hosts.runs.map(\.attempt) == [2])
    }

    @Test func anOutcomeThatWasNotAcknowledgedIsReportedFromTheJournal() async throws {
        let transaction = try await leaveRunning(interruption: .report)
        let journal = try world.openJournal()
        try await journal.append(.finished(transaction: transaction, attempt: 1, event: event))
        // The broker had the beginning of the output already.
        _ = try await world.broker.append(Array("ha".utf8), to: .stdout, of: transaction, attempt: 1, offset: 0)
        try await world.running { await world.broker.untilFinished(transaction) }
        let delivery = try #require(world.broker[transaction])
        #expect(delivery.state == .finished(.failed) && delivery.finish?.exitCode == 3)
        #expect(delivery.output[.stdout] == Array("half".utf8))
        #expect(world.hosts.runs.isEmpty)
    }

    @Test func whatIsOverIsReportedAgainAndNeverRunAgain() async throws {
        let transaction = world.broker.submit()
        try await world.running { await world.broker.untilFinished(transaction) }
        // The broker's store is put back to before the fetch, and the agent starts anew.
        try await world.running {
            world.broker.forgetFetch(of: transaction)
            await world.broker.untilFinished(transaction)
        }
        #expect(world.broker[transaction]?.state == .finished(.succeeded))
        #expect(world.broker[transaction]?.finish?.message?.contains("over already") == true)
        #expect(world.hosts.runs.count == 1)
    }

    @Test func aWipedJournalIsAnotherJournal() async throws {
        let transaction = try await leaveRunning(interruption: .report)
        let wiped = AgentWorld(broker: world.broker, journalID: "another")
        try await wiped.running { await wiped.broker.untilFinished(transaction) }
        #expect(wiped.broker[transaction]?.state == .finished(.unknown))
        #expect(wiped.hosts.runs.isEmpty)
    }

    @Test func outputOfNobodyIsRemoved() async throws {
        let stray = SpoolSegment(transaction: .generate(at: .start), attempt: 1, stream: .stdout, start: 0)
        try world.spool.append([1], to: stray)
        try await world.running { await world.broker.until { $0.parkedCount == 1 } }
        #expect(world.spool.isEmpty)
    }

    /// An agent that was killed while an instruction ran and had written `half`.
    private func leaveRunning(interruption: Interruption) async throws -> TransactionID {
        let transaction = world.broker.submit(interruption: interruption)
        let journal = try world.openJournal()
        let session = AgentSession(journal: journal.id, run: journal.run, seq: 2)
        let order = try await world.broker.fetch(transaction, FetchRequest(session: session))
        try await journal.commit(.fetched(order: order))
        try await journal.append(.host(transaction: transaction, attempt: 1, process: host))
        let segment = SpoolSegment(transaction: transaction, attempt: 1, stream: .stdout, start: 0)
        try world.spool.append(Array("half".utf8), to: segment)
        return transaction
    }
}
