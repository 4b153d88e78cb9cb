import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@Suite("What is due")
struct DueDeliveriesTests {
    private func state(_ test: TestBroker, _ id: TransactionID) async throws -> DeliveryState {
        try await test.operators.delivery(of: id, to: "web-1", for: test.alice).state
    }

    @Test func whatIsNotFetchedExpires() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(TestBroker.request(["web-1"], expires: 10)).transaction
        #expect(await test.broker.runDue() == false)
        #expect(try await state(test, id) == .queued)
        test.clock.advance(seconds: 10)
        // Before the clockwork has come by, the fetch is refused all the same.
        #expect(
            await problem { _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine) }?.kind == .expired)
        _ = await test.broker.runDue()
        #expect(try await state(test, id) == .finished(.expired))
        #expect(
            await problem { _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine) }?.kind == .expired)
    }

    @Test func aSilentMachinesDeliveryBecomesUnknownAndALateOutcomeReplacesIt() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine)
        test.clock.advance(seconds: 60 + 3599)
        _ = await test.broker.runDue()
        #expect(try await state(test, id) == .fetched)
        test.clock.advance(seconds: 1)
        _ = await test.broker.runDue()
        #expect(try await state(test, id) == .finished(.unknown))
        let finished = ReportEvent(seq: 2, at: test.clock.now, .finished(Finish(outcome: .succeeded)))
        _ = try await test.agents.report(id, ReportRequest(attempt: 1, events: [finished]), by: machine)
        #expect(try await state(test, id) == .finished(.succeeded))
        let events = try await test.store.events(of: id, after: 0, limit: 9).map(\.delivery.state)
        #expect(events == [.fetched, .finished(.unknown), .finished(.succeeded)])
    }

    @Test func aMachineThatSaysThatItHoldsItIsWaitedFor() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine)
        test.clock.advance(seconds: 3600)
        _ = try await test.agents.arrive(AvailabilityRequest(capacity: 0, holding: [id], wait: 1), from: machine)
        test.clock.advance(seconds: 60)
        _ = await test.broker.runDue()
        #expect(try await state(test, id) == .fetched)
        test.clock.advance(seconds: 3540)
        _ = await test.broker.runDue()
        #expect(try await state(test, id) == .finished(.unknown))
    }

    @Test func afterARestartMachinesGetTheTimeToComeBack() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine)
        test.clock.advance(seconds: 86_400)
        let restarted = try await test.restarted()
        _ = await restarted.broker.runDue()
        #expect(try await state(restarted, id) == .fetched)
        test.clock.advance(seconds: 120)
        _ = await restarted.broker.runDue()
        #expect(try await state(restarted, id) == .finished(.unknown))
    }

    @Test func goesBatchByBatch() async throws {
        let test = try await TestBroker()
        _ = try await test.machine("web-1")
        for _ in 1...700 { _ = try await test.submit(TestBroker.request(["web-1"], expires: 10)) }
        test.clock.advance(seconds: 10)
        #expect(await test.broker.runDue())
        #expect(await test.broker.runDue() == false)
        #expect(try await test.store.due(at: test.clock.now, limit: 1) == [])
    }

    @Test(.timeLimit(.minutes(1))) func runsByItselfUntilItIsCancelledAndLeavesTheTimesWritten() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(TestBroker.request(["web-1"], expires: 10)).transaction
        var events = try await test.operators.events(of: id, after: 0, for: test.alice).sequence.makeAsyncIterator()
        test.clock.advance(seconds: 10)
        let clockwork = Task { await test.broker.run() }
        guard case .delivery(let view)? = await events.next()?.event else {
            Issue.record("no event")
            return
        }
        #expect(view.state == .finished(.expired))
        clockwork.cancel()
        await clockwork.value
        #expect(try await test.store.machine(machine.machine)?.lastHeardAt == Records.noon)
    }

    @Test func aStoreThatFailsIsTriedAgain() async throws {
        let store = FakeBrokerStore()
        let test = try await TestBroker(store: store)
        _ = try await test.machine("web-1")
        let id = try await test.submit(TestBroker.request(["web-1"], expires: 10)).transaction
        test.clock.advance(seconds: 10)
        store.fail(with: StoreError(.failed, "gone"))
        #expect(await test.broker.runDue() == false)
        store.fail(with: nil)
        _ = await test.broker.runDue()
        #expect(try await state(test, id) == .finished(.expired))
    }
}
