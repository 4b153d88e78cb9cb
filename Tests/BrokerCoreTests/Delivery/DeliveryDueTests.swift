import BeckonWire
import BrokerCore
import Testing

private typealias Script = DeliveryScript

@Suite("Delivery: what is due")
struct DeliveryDueTests {
    @Test func whatIsNotFetchedInTimeExpires() {
        var script = DeliveryScript()
        script.due(at: 3599)
        #expect(script.state == .queued)
        script.due(at: 3600)
        #expect(script.state == .finished(.expired))
        #expect(script.record.dueAt == nil)
    }

    @Test(arguments: [false, true])
    func aSilentMachineIsGivenUpAnHourAfterTheTimeout(_ isStarted: Bool) throws {
        var script = DeliveryScript()
        try script.fetch(at: 10)
        if isStarted { try script.report(Script.started()) }
        script.due(at: 10 + 60 + 3599)
        #expect(script.state.outcome == nil)
        script.due(at: 10 + 60 + 3600, heldAt: 60)
        #expect(script.state == .finished(.unknown))
        #expect(script.record.finish?.message?.contains("not been heard of") == true)
    }

    @Test func aMachineThatHoldsItIsWaitedFor() throws {
        var script = DeliveryScript()
        try script.fetch(at: 0)
        script.due(at: 3660, heldAt: 3600)
        #expect(script.state == .fetched)
        #expect(script.record.dueAt == Script.time(3600 + 3600))
    }

    @Test func machinesMayComeBackAfterTheBrokerWasAway() throws {
        var script = DeliveryScript()
        try script.fetch(at: 0)
        script.due(at: 9000, listeningSince: 8999)
        #expect(script.state == .fetched)
        #expect(script.record.dueAt == Script.time(8999 + 120))
        script.due(at: 8999 + 120, listeningSince: 8999)
        #expect(script.state == .finished(.unknown))
    }

    @Test func aLateOutcomeReplacesUnknown() throws {
        var script = DeliveryScript()
        try script.fetch(at: 0)
        script.due(at: 3660)
        #expect(script.state == .finished(.unknown))
        try script.report(Script.started(1), Script.finished(2, .succeeded), at: 4000)
        #expect(script.state == .finished(.succeeded))
    }
}
