import AgentTestSupport
import BeckonWire
import Testing

@testable import AgentCore

@Suite(.timeLimit(.minutes(1))) struct AgentTests {
    @Test func oneInstructionTakesThreeRequestsAndNoMore() async throws {
        let world = AgentWorld(isFast: true)
        let transaction = world.broker.submit()
        try await world.running { await world.broker.untilAsked(again: transaction) }
        let session = AgentSession(journal: "journal", run: 1, seq: 1)
        #expect(
            world.broker.calls.map(\.kind) == ["register", "availability", "fetch", "report", "availability"])
        guard case .fetch(transaction, let fetchedIn) = world.broker.calls[2] else { return #expect(Bool(false)) }
        #expect(fetchedIn?.isLater(than: session) == true)
        let delivery = try #require(world.broker[transaction])
        #expect(delivery.state == .finished(.succeeded))
        #expect(delivery.events.map(\.seq) == [1, 2])
        #expect(delivery.finish?.exitCode == 0)
    }

    @Test func outputArrivesWholeAndBeforeTheOutcome() async throws {
        let world = AgentWorld(body: { _, observer in
            await observer.output(Array("out".utf8), to: .stdout)
            await observer.output(Array("err".utf8), to: .stderr)
            await observer.output(Array("put".utf8), to: .stdout)
            return RunResult(outcome: .succeeded, exitCode: 0)
        })
        let transaction = world.broker.submit()
        try await world.running { await world.broker.untilFinished(transaction) }
        let delivery = try #require(world.broker[transaction])
        #expect(delivery.output == [.stdout: Array("output".utf8), .stderr: Array("err".utf8)])
        #expect(delivery.finish?.output?[.stdout]?.length == 6)
        #expect(delivery.finish?.output?[.stderr]?.truncated == false)
    }

    @Test func outputOverTheBrokersQuotaIsTruncatedAndTheRunGoesOn() async throws {
        let world = AgentWorld(body: { _, observer in
            await observer.output([UInt8](repeating: 1, count: 1_000_000), to: .stdout)
            return RunResult(outcome: .succeeded, exitCode: 0)
        })
        world.broker.limitOutput(to: 600_000)
        let transaction = world.broker.submit()
        try await world.running { await world.broker.untilFinished(transaction) }
        let delivery = try #require(world.broker[transaction])
        let summary = try #require(delivery.finish?.output?[.stdout])
        #expect(delivery.state == .finished(.succeeded))
        #expect(summary.truncated && summary.length == delivery.output[.stdout]?.count)
    }

    @Test func whatBreaksTheSchemaIsRejectedAndNotRun() async throws {
        let world = AgentWorld()
        let transaction = world.broker.submit(5)
        try await world.running { await world.broker.untilFinished(transaction) }
        #expect(world.broker[transaction]?.state == .finished(.rejected))
        #expect(world.broker[transaction]?.finish?.message?.contains("/command") == true)
        #expect(world.hosts.runs.isEmpty)
    }

    @Test func whatRunsIsCancelledThroughTheAvailabilityRequest() async throws {
        let world = AgentWorld(body: FakeExecutorHosts.endless)
        let transaction = world.broker.submit()
        try await world.running {
            await world.broker.until { $0.parkedCount == 1 && $0[transaction]?.state == .started }
            world.broker.cancel(transaction)
            await world.broker.untilFinished(transaction)
        }
        #expect(world.broker[transaction]?.state == .finished(.cancelled))
    }

    @Test func asManyRunAtOnceAsItHasSlotsAndTheRestComeAfter() async throws {
        let world = AgentWorld()
        let transactions = (0..<20).map { _ in world.broker.submit() }
        try await world.running {
            for transaction in transactions { await world.broker.untilFinished(transaction) }
        }
        #expect(Set(world.hosts.runs.map(\.transaction)) == Set(transactions))
        #expect(world.hosts.runs.count == 20)
        let asked = world.broker.calls.compactMap { if case .availability(let request) = $0 { request } else { nil } }
        #expect(asked.allSatisfy { $0.capacity <= 4 })
        #expect(asked.map { $0.session?.seq ?? 0 } == asked.map { $0.session?.seq ?? 0 }.sorted())
    }

    @Test func aReportWhoseAnswerIsLostIsRepeatedAsItWas() async throws {
        let lost = Once()
        let world = AgentWorld(
            isFast: true,
            fate: { call in
                if case .report = call, lost.take() { .answerLost } else { .answered }
            })
        let transaction = world.broker.submit()
        try await world.running { await world.broker.untilAsked(again: transaction) }
        let reports = world.broker.calls.compactMap { if case .report(_, let request) = $0 { request } else { nil } }
        #expect(reports.count == 2 && reports.first == reports.last)
        #expect(world.broker[transaction]?.events.count == 2)
        #expect(world.hosts.runs.count == 1)
    }

    @Test func aFetchWhoseAnswerIsLostIsOfferedAndFetchedAgain() async throws {
        let lost = Once()
        let world = AgentWorld(fate: { call in
            if case .fetch = call, lost.take() { .answerLost } else { .answered }
        })
        let transaction = world.broker.submit()
        try await world.running { await world.broker.untilFinished(transaction) }
        #expect(world.broker[transaction]?.attempt == 2)
        #expect(world.hosts.runs.map(\.attempt) == [2])
    }

    @Test func aBrokerThatIsAwayIsComeBackTo() async throws {
        let away = Once(times: 30)
        let world = AgentWorld(fate: { _ in away.take() ? .refused(.unreachable("down")) : .answered })
        let transaction = world.broker.submit()
        try await world.running { await world.broker.untilFinished(transaction) }
        #expect(world.broker[transaction]?.state == .finished(.succeeded))
    }

    @Test func theCatalogueIsSentAgainWhenTheBrokerAsks() async throws {
        let world = AgentWorld()
        try await world.running {
            await world.broker.until { $0.parkedCount == 1 }
            world.broker.askForCatalogue()
            await world.broker.until { $0.calls.filter { $0.kind == "register" }.count == 2 && $0.parkedCount == 1 }
        }
        let sent = world.broker.calls.compactMap { if case .register(let octets) = $0 { octets } else { nil } }
        #expect(sent.first == sent.last)
        let digests = world.broker.calls.compactMap { if case .availability(let request) = $0 { request.executors } else { nil } }
        #expect(Set(digests).count == 1 && digests[0].hasPrefix("sha256:"))
    }

    @Test(arguments: [(ProblemKind.revoked, AgentFailure.Code.revoked), (.staleSession, .staleSession)])
    func aRefusalForGoodEndsTheAgentAndWhatItRuns(kind: ProblemKind, code: AgentFailure.Code) async throws {
        let refusing = Flag()
        let world = AgentWorld(
            fate: { call in
                if case .availability = call, refusing.isSet { .refused(.refused(Problem(kind, "no"))) } else { .answered }
            }, body: FakeExecutorHosts.endless)
        world.broker.submit()
        let failure = await #expect(throws: AgentFailure.self) {
            let agent = try world.makeAgent()
            refusing.set()
            try await agent.run()
        }
        #expect(failure?.code == code)
    }

    @Test func aStopEndsWhatRunsAndReportsIt() async throws {
        let world = AgentWorld(body: FakeExecutorHosts.endless)
        let transaction = world.broker.submit()
        try await world.running { await world.broker.until { $0[transaction]?.state == .started } }
        #expect(world.broker[transaction]?.state == .finished(.failed))
        #expect(world.broker[transaction]?.finish?.message?.contains("the agent was stopped") == true)
    }

    @Test func progressIsReportedButNotEveryPieceOfIt() async throws {
        let world = AgentWorld(body: { _, observer in
            for done in 1...10_000 { await observer.progress(Progress(done: done, total: 10_000, note: "n")) }
            return RunResult(outcome: .succeeded)
        })
        let transaction = world.broker.submit()
        try await world.running { await world.broker.untilFinished(transaction) }
        let progress = world.broker[transaction]?.events.compactMap {
            if case .progress(let progress) = $0.content { progress.done } else { nil }
        }
        #expect(progress?.last == 10_000)
        #expect(progress == progress?.sorted())
        #expect(progress?.count ?? 0 < 10_000)
    }
}
