import BeckonWire
import BrokerCore
import Testing

private typealias Script = DeliveryScript

@Suite("Delivery: onInterruption rerun")
struct DeliveryRerunTests {
    @Test func anInterruptedAttemptIsQueuedAgainOnce() throws {
        var script = DeliveryScript(onInterruption: .rerun)
        try script.fetch()
        let answer = try script.report(Script.started(), Script.finished(2, .unknown))
        #expect(answer.isQueuedAgain)
        #expect(answer.response.acknowledged == 2)
        #expect(script.state == .queued)
        #expect(script.record.finish?.outcome == .unknown)

        #expect(try script.fetch(Script.session(20)).attempt == 2)
        #expect(script.record.finish == nil)
        #expect(script.record.startedAt == nil)
        try script.report(Script.finished(1, .unknown), attempt: 2)
        #expect(script.state == .finished(.unknown))
    }

    @Test(arguments: [false, true])
    func anotherJournalQueuesItAgain(_ isStarted: Bool) throws {
        var script = DeliveryScript(onInterruption: .rerun)
        try script.fetch()
        if isStarted { try script.report(Script.started()) }
        script.available(Script.session(1, journal: "j2"))
        #expect(script.state == .queued)
        #expect(script.record.finish?.message?.contains("another journal") == true)
    }

    @Test func theSameReportAgainIsAcknowledged() throws {
        var script = DeliveryScript(onInterruption: .rerun)
        try script.fetch()
        try script.report(Script.finished(2, .unknown))
        let before = script.record
        #expect(try script.report(Script.finished(2, .unknown)).response.acknowledged == 2)
        #expect(script.record == before)
    }

    @Test func anOutcomeThatWasSeenAfterAllIsTakenInsteadOfAnotherRun() throws {
        var script = DeliveryScript(onInterruption: .rerun)
        try script.fetch()
        try script.report(Script.finished(2, .unknown))
        try script.report(Script.finished(2, .succeeded))
        #expect(script.state == .finished(.succeeded))
    }

    @Test func whatIsCancelledOrExpiredDoesNotRunAgain() throws {
        var cancelled = DeliveryScript(onInterruption: .rerun)
        try cancelled.fetch()
        cancelled.cancel()
        try cancelled.report(Script.finished(2, .unknown))
        #expect(cancelled.state == .finished(.unknown))

        var expired = DeliveryScript(onInterruption: .rerun)
        try expired.fetch()
        try expired.report(Script.finished(2, .unknown), at: 3600)
        #expect(expired.state == .finished(.unknown))
    }

    @Test func whatIsNotFetchedAgainInTimeIsUnknownNotExpired() throws {
        var script = DeliveryScript(onInterruption: .rerun)
        try script.fetch()
        try script.report(Script.finished(2, .unknown))
        script.due(at: 3600)
        #expect(script.state == .finished(.unknown))
    }
}
