import BeckonWire
import BrokerCore
import Testing

private typealias Script = DeliveryScript

@Suite("Delivery: what a session says")
struct DeliverySessionTests {
    @Test(arguments: [DeliveryScript.session(11), DeliveryScript.session(0, run: 2)])
    func aLaterRequestThatLeavesItOutOffersItAgain(_ later: AgentSession) throws {
        var script = DeliveryScript()
        try script.fetch(at: 1)
        script.available(later)
        #expect(script.state == .queued)
        #expect(script.record.attempt == 1)
        #expect(script.record.dueAt == script.delivery.transaction.expiresAt)
        #expect(try script.fetch(Script.session(12, run: 2)).attempt == 2)
    }

    @Test(arguments: [DeliveryScript.session(9), DeliveryScript.session(10), DeliveryScript.session(99, run: 0)])
    func whatWasComposedBeforeTheFetchChangesNothing(_ earlier: AgentSession) throws {
        var script = DeliveryScript()
        try script.fetch()
        let before = script.record
        script.available(earlier)
        #expect(script.record == before)
    }

    @Test func whatIsHeldStays() throws {
        var script = DeliveryScript()
        try script.fetch()
        let before = script.record
        script.available(Script.session(11), holds: true)
        #expect(script.record == before)
    }

    @Test func asStartedItIsNeverOfferedAgain() throws {
        var script = DeliveryScript()
        try script.fetch()
        try script.report(Script.started())
        let before = script.record
        script.available(Script.session(99, run: 7))
        #expect(script.record == before)
    }

    @Test(arguments: [DeliveryScript.session(11, journal: "j2"), nil], [false, true])
    func anotherJournalOrNoneMakesItUnknown(_ session: AgentSession?, isStarted: Bool) throws {
        var script = DeliveryScript()
        try script.fetch()
        if isStarted { try script.report(Script.started()) }
        script.available(session, holds: true, at: 9)
        #expect(script.state == .finished(.unknown))
        #expect(script.record.finish?.message?.contains("nobody knows") == true)
        #expect(script.record.finishedAt == Script.time(9))
        #expect(script.record.dueAt == nil)
    }

    @Test func anAgentThatNeverNamedItsJournalProvesNothing() throws {
        var script = DeliveryScript()
        try script.fetch(nil)
        let before = script.record
        script.available(nil)
        script.available(Script.session(11))
        #expect(script.record == before)
    }

    @Test func afterTheSecondFetchThatNeverArrivedItExpires() throws {
        var script = DeliveryScript()
        try script.fetch(Script.session(10))
        script.available(Script.session(11))
        try script.fetch(Script.session(12))
        script.available(Script.session(13))
        #expect(script.state == .finished(.expired))
        #expect(script.record.finish?.message == "fetched 2 times and never started")
    }

    @Test func whatNeverArrivedAndIsCancelledIsCancelled() throws {
        var script = DeliveryScript()
        try script.fetch()
        script.cancel()
        script.available(Script.session(11))
        #expect(script.state == .finished(.cancelled))
    }

    @Test func whatNeverArrivedAndHasExpiredSinceIsExpired() throws {
        var script = DeliveryScript()
        try script.fetch(at: 3599)
        script.available(Script.session(11), at: 3600)
        #expect(script.state == .finished(.expired))
    }

    @Test(arguments: [true, false])
    func queuedAndOverDeliveriesAreNobodysBusiness(_ isOver: Bool) throws {
        var script = DeliveryScript()
        if isOver { script.cancel() }
        let before = script.record
        script.available(Script.session(99, journal: "j9"))
        #expect(script.record == before)
    }
}
