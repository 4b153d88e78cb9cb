import BeckonWire
import BrokerCore
import Testing

private typealias Script = DeliveryScript

@Suite("Delivery: cancel")
struct DeliveryCancelTests {
    @Test func whatWaitsIsCancelledAtOnce() {
        var script = DeliveryScript()
        script.cancel(at: 4)
        #expect(script.state == .finished(.cancelled))
        #expect(script.record.finishedAt == Script.time(4))
        #expect(script.record.dueAt == nil)
    }

    @Test(arguments: [false, true])
    func whatIsOnTheMachineIsCancelledByIt(_ isStarted: Bool) throws {
        var script = DeliveryScript()
        try script.fetch()
        if isStarted { try script.report(Script.started()) }
        let state = script.state
        script.cancel()
        #expect(script.state == state)
        #expect(try script.report(Script.progress(2, done: 1)).response.cancel)
        let last = try script.report(Script.finished(3, .cancelled))
        #expect(!last.response.cancel)
        #expect(script.state == .finished(.cancelled))
    }

    @Test func whatFinishedFirstStaysFinished() throws {
        var script = DeliveryScript()
        try script.fetch()
        script.cancel()
        try script.report(Script.finished(2, .succeeded))
        script.cancel()
        #expect(script.state == .finished(.succeeded))
    }
}
