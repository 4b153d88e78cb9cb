import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@Suite("Cancelling a transaction")
struct CancellationTests {
    @Test func reachesEveryDeliveryThatIsNotOver() async throws {
        let test = try await TestBroker()
        let waiting = try await test.machine("web-1")
        let running = try await test.machine("web-2")
        let done = try await test.machine("web-3")
        let id = try await test.submit(to: "web-1", "web-2", "web-3")
        for machine in [running, done] { _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine) }
        let finished = ReportEvent(seq: 1, at: Records.noon, .finished(Finish(outcome: .succeeded)))
        _ = try await test.agents.report(id, ReportRequest(attempt: 1, events: [finished]), by: done)
        _ = test.waker.take()

        let view = try await test.operators.cancel(id, by: test.alice)
        #expect(view.counts == [.finished(.cancelled): 1, .fetched: 1, .finished(.succeeded): 1])
        #expect(Set(test.waker.take()) == [waiting.machine, running.machine])
        #expect(try await test.operators.delivery(of: id, to: "web-2", for: test.alice).cancelling)
        let refused = await problem { _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: waiting) }
        #expect(refused?.kind == .cancelled)
        let started = ReportEvent(seq: 1, at: Records.noon, .started)
        #expect(try await test.agents.report(id, ReportRequest(attempt: 1, events: [started]), by: running).cancel)

        #expect(try await test.operators.cancel(id, by: test.alice).counts[.started] == 1)
    }

    @Test func reachesMoreMachinesThanOnePage() async throws {
        let test = try await TestBroker()
        var names: [String] = []
        for number in 1...450 {
            let machine = Records.machine(1000 + number)
            _ = try await test.store.enroll(machine)
            names.append(machine.name)
        }
        let request = TestBroker.request(names, skipUnable: true)
        for number in 1...450 {
            let caller = MachineCaller(machine: Records.id(1000 + number), subscriber: "acme")
            try await test.agents.register(WireJSON.encode(ExecutorCatalogue(executors: [Records.executor()])), by: caller)
        }
        let id = try await test.submit(request).transaction
        #expect(try await test.operators.cancel(id, by: test.alice).counts == [.finished(.cancelled): 450])
    }
}
