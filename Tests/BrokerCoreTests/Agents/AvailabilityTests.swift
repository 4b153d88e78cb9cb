import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@Suite("Availability, the second request")
struct AvailabilityTests {
    private func request(
        _ capacity: Int = 4, holding: [TransactionID] = [], cancelling: [TransactionID]? = nil, seq: Int? = nil, run: Int = 1,
        journal: String = "j1"
    ) -> AvailabilityRequest {
        AvailabilityRequest(
            capacity: capacity, holding: holding, wait: 50, cancelling: cancelling,
            session: seq.map { AgentSession(journal: journal, run: run, seq: $0) })
    }

    private func fetch(seq: Int, run: Int = 1, journal: String = "j1") -> FetchRequest {
        FetchRequest(session: AgentSession(journal: journal, run: run, seq: seq))
    }

    @Test func isAnsweredWithIdsOldestFirstUpToCapacity() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        #expect(try await test.agents.arrive(request(), from: machine) == nil)
        var ids: [TransactionID] = []
        for _ in 1...3 {
            test.clock.advance(seconds: 1)
            ids.append(try await test.submit(to: "web-1"))
        }
        #expect(test.waker.take() == [machine.machine, machine.machine, machine.machine])
        let offer = try await test.agents.offer(nil, for: request(2), from: machine)
        #expect(offer == AvailabilityResponse(transactions: Array(ids.prefix(2)), next: .fetch))
        #expect(try await test.agents.offer(nil, for: request(0), from: machine) == nil)
        #expect(try await test.agents.arrive(request(9), from: machine)?.transactions == ids)
    }

    @Test func ofAKnownMachineCostsOneReadAndNoWrite() async throws {
        let store = FakeBrokerStore()
        let test = try await TestBroker(store: store)
        let machine = try await test.machine("web-1")
        _ = try await test.agents.arrive(request(seq: 1), from: machine)
        let (reads, writes) = (store.reads, store.writes)
        #expect(try await test.agents.arrive(request(seq: 2), from: machine) == nil)
        #expect(store.reads == reads + 1)
        #expect(store.writes == writes)
        _ = try await test.agents.arrive(request(0, seq: 3), from: machine)
        #expect(store.reads == reads + 1)
    }

    @Test func whatItIsWokenForIsOfferedWithoutARead() async throws {
        let store = FakeBrokerStore()
        let test = try await TestBroker(store: store)
        let machine = try await test.machine("web-1")
        #expect(try await test.agents.arrive(request(), from: machine) == nil)
        let id = try await test.submit(to: "web-1")
        let reads = store.reads
        let offer = try await test.agents.offer(id, for: request(), from: machine)
        #expect(offer == AvailabilityResponse(transactions: [id], next: .fetch))
        #expect(try await test.agents.offer(id, for: request(0), from: machine) == nil)
        #expect(store.reads == reads)
    }

    @Test func theMainPathCostsAWritePerDurableStep() async throws {
        let store = FakeBrokerStore()
        let test = try await TestBroker(store: store)
        let machine = try await test.machine("web-1")
        _ = try await test.agents.arrive(request(seq: 1), from: machine)
        _ = try await test.submit(to: "web-1")
        let (reads, writes) = (store.reads, store.writes)
        let id = try await test.submit(to: "web-1")
        #expect((store.reads - reads, store.writes - writes) == (0, 1))
        _ = try await test.agents.fetch(id, fetch(seq: 2), by: machine)
        #expect((store.reads - reads, store.writes - writes) == (0, 2))
        let report = ReportRequest(
            attempt: 1,
            events: [
                ReportEvent(seq: 1, at: test.clock.now, .started),
                ReportEvent(seq: 2, at: test.clock.now, .finished(Finish(outcome: .succeeded))),
            ])
        _ = try await test.agents.report(id, report, by: machine)
        #expect((store.reads - reads, store.writes - writes) == (0, 3))
    }

    @Test func whatTheAgentHoldsIsNotOffered() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let held = try await test.submit(to: "web-1")
        test.clock.advance(seconds: 1)
        let other = try await test.submit(to: "web-1")
        #expect(try await test.agents.arrive(request(1, holding: [held]), from: machine)?.transactions == [other])
    }

    @Test func aFetchThatNeverArrivedIsOfferedAgainAndTwiceAtMost() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        _ = try await test.agents.arrive(request(seq: 1), from: machine)
        #expect(try await test.agents.fetch(id, fetch(seq: 2), by: machine).attempt == 1)
        #expect(try await test.agents.arrive(request(seq: 1), from: machine) == nil)
        #expect(try await test.agents.arrive(request(seq: 3), from: machine)?.transactions == [id])
        #expect(try await test.agents.fetch(id, fetch(seq: 4), by: machine).attempt == 2)
        #expect(try await test.agents.arrive(request(seq: 5), from: machine) == nil)
        let view = try await test.operators.delivery(of: id, to: "web-1", for: test.alice)
        #expect(view.state == .finished(.expired))
        #expect(view.message == "fetched 2 times and never started")
    }

    @Test(arguments: [1, nil])
    func anotherJournalOrNoSessionLosesWhatWasFetched(_ seq: Int?) async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        _ = try await test.agents.fetch(id, fetch(seq: 2), by: machine)
        // What the broker remembers of the session survives it.
        let restarted = try await test.restarted()
        #expect(try await restarted.agents.arrive(request(seq: seq, journal: "j2"), from: machine) == nil)
        let view = try await test.operators.delivery(of: id, to: "web-1", for: test.alice)
        #expect(view.state == .finished(.unknown))
    }

    @Test func aNewJournalThatSpeaksFirstWithAFetchLosesWhatWasFetchedToo() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let lost = try await test.submit(to: "web-1")
        let next = try await test.submit(to: "web-1")
        _ = try await test.agents.fetch(lost, fetch(seq: 2), by: machine)
        _ = try await test.agents.fetch(next, fetch(seq: 1, journal: "j2"), by: machine)
        #expect(try await test.operators.delivery(of: lost, to: "web-1", for: test.alice).state == .finished(.unknown))
        #expect(try await test.operators.delivery(of: next, to: "web-1", for: test.alice).state == .fetched)
    }

    @Test func anOlderRunIsRefusedOnBothRequests() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        _ = try await test.agents.arrive(request(seq: 1, run: 5), from: machine)
        for broker in [test, try await test.restarted()] {
            let agents = broker.agents
            #expect(await problem { _ = try await agents.arrive(request(seq: 9, run: 4), from: machine) }?.kind == .staleSession)
            #expect(
                await problem { _ = try await agents.fetch(id, fetch(seq: 9, run: 4), by: machine) }?.kind == .staleSession)
        }
        #expect(try await test.agents.fetch(id, fetch(seq: 2, run: 5), by: machine).attempt == 1)
    }

    @Test func aRerunInstructionOfALostJournalIsOfferedAgainAtOnce() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(TestBroker.request(["web-1"], onInterruption: .rerun)).transaction
        _ = try await test.agents.fetch(id, fetch(seq: 2), by: machine)
        #expect(try await test.agents.arrive(request(seq: 1, journal: "j2"), from: machine)?.transactions == [id])
    }

    @Test func aCancelIsToldUntilTheAgentSaysThatItIsAtIt() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        _ = try await test.agents.fetch(id, fetch(seq: 2), by: machine)
        #expect(try await test.agents.offer(nil, for: request(holding: [id]), from: machine) == nil)
        _ = test.waker.take()
        _ = try await test.operators.cancel(id, by: test.alice)
        #expect(test.waker.take() == [machine.machine])
        let told = AvailabilityResponse(transactions: [], next: .availability, cancel: [id])
        #expect(try await test.agents.offer(nil, for: request(holding: [id], seq: 3), from: machine) == told)
        let restarted = try await test.restarted()
        #expect(try await restarted.agents.arrive(request(holding: [id], seq: 4), from: machine) == told)
        #expect(try await test.agents.arrive(request(holding: [id], cancelling: [id], seq: 5), from: machine) == nil)
    }

    @Test func heldIdsThatNobodyKnowsAreIgnored() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let holding: [TransactionID] = [Records.id(500), Records.id(501)]
        #expect(try await test.agents.arrive(request(holding: holding, seq: 1), from: machine) == nil)
    }

    @Test func aMachineIsConnectedUntilItVanishes() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        _ = try await test.agents.arrive(request(), from: machine)
        test.clock.advance(seconds: 40)
        #expect(try await test.operators.machine("web-1", for: test.alice).connected)
        test.agents.vanished(machine)
        let view = try await test.operators.machine("web-1", for: test.alice)
        #expect(!view.connected)
        #expect(view.lastHeardAt == Records.noon)
        await test.broker.flush()
        #expect(try await test.restarted().operators.machine("web-1", for: test.alice).lastHeardAt == Records.noon)
    }
}
