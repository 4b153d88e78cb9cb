import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

private typealias Script = DeliveryScript

@Suite("Delivery: reports")
struct DeliveryReportTests {
    @Test func runsFromStartedToItsOutcome() throws {
        var script = DeliveryScript()
        try script.fetch(at: 1)
        #expect(try script.report(Script.started(1, at: 2)).response.acknowledged == 1)
        #expect(script.state == .started)
        #expect(script.record.startedAt == Script.time(2))
        #expect(try script.report(Script.progress(2, done: 5)).response.acknowledged == 2)
        #expect(script.record.progress?.done == 5)
        let answer = try script.report(Script.finished(3, .failed, exitCode: 7), at: 9)
        #expect(answer.response == ReportResponse(acknowledged: 3, cancel: false))
        #expect(!answer.isQueuedAgain)
        #expect(script.state == .finished(.failed))
        #expect(script.record.finish?.exitCode == 7)
        #expect(script.record.finishedAt == Script.time(3))
        #expect(script.record.dueAt == nil)
    }

    @Test func aQuickInstructionIsOneReport() throws {
        var script = DeliveryScript()
        try script.fetch()
        try script.report(Script.finished(2), Script.started(1))
        #expect(script.state == .finished(.succeeded))
        #expect(script.record.startedAt == Script.time(2))
        #expect(script.record.acknowledged == 2)
    }

    @Test func aRepeatedSeqIsAcknowledgedAndNotRecordedTwice() throws {
        var script = DeliveryScript()
        try script.fetch()
        try script.report(Script.started(1), Script.progress(2, done: 5))
        let before = script.record
        #expect(try script.report(Script.progress(2, done: 99)).response.acknowledged == 2)
        #expect(try script.report(Script.finished(1)).response.acknowledged == 2)
        #expect(script.record == before)
    }

    @Test func aReportThatArrivesAfterALaterOneChangesNothing() throws {
        var script = DeliveryScript()
        try script.fetch()
        try script.report(Script.finished(5))
        let before = script.record
        #expect(try script.report(Script.started(1), Script.progress(4, done: 1)).response.acknowledged == 5)
        #expect(try script.report(Script.finished(5)).response.acknowledged == 5)
        #expect(script.record == before)
    }

    @Test func anOutcomeThatWasSeenIsFinal() throws {
        var script = DeliveryScript()
        try script.fetch()
        try script.report(Script.finished(2, .succeeded))
        let before = script.record
        #expect(refusal { () throws(Problem) in try script.report(Script.finished(3, .failed)) } == .finished)
        #expect(try script.report(Script.finished(2, .failed)).response.acknowledged == 2)
        #expect(script.record == before)
    }

    @Test(arguments: [1, 2, 3])
    func unknownIsReplacedByAnOutcomeThatWasSeen(_ seq: Int) throws {
        var script = DeliveryScript()
        try script.fetch()
        try script.report(Script.finished(2, .unknown))
        #expect(script.state == .finished(.unknown))
        #expect(try script.report(Script.finished(seq, .failed)).response.acknowledged == max(2, seq))
        #expect(script.state == .finished(.failed))
    }

    @Test func afterUnknownOnlyAnOutcomeCounts() throws {
        var script = DeliveryScript()
        try script.fetch()
        script.available(nil)
        #expect(try script.report(Script.started(1), Script.progress(2, done: 3)).response.acknowledged == 2)
        #expect(script.state == .finished(.unknown))
        #expect(try script.report(Script.finished(3, .unknown)).response.acknowledged == 3)
        #expect(script.state == .finished(.unknown))
    }

    @Test func anotherAttemptsReportIsRefused() throws {
        var script = DeliveryScript()
        #expect(refusal { () throws(Problem) in try script.report(Script.started()) } == .badRequest)
        try script.fetch()
        #expect(refusal { () throws(Problem) in try script.report(Script.started(), attempt: 2) } == .badRequest)
        script.available(Script.session(11))
        try script.fetch(Script.session(12))
        #expect(refusal { () throws(Problem) in try script.report(Script.started()) } == .staleAttempt)
        try script.report(Script.started(), attempt: 2)
        #expect(script.state == .started)
    }

    @Test func whatWasOfferedAgainAndRunsAfterAllIsNotOfferedAnyMore() throws {
        var script = DeliveryScript()
        try script.fetch()
        script.available(Script.session(11))
        try script.report(Script.started())
        #expect(script.state == .started)
        #expect(refusal { () throws(Problem) in try script.fetch() } == .alreadyFetched)
    }

    @Test(arguments: [(4, 3), (3, 4)])
    func anOutcomeThatNamesOtherOutputThanArrivedIsRefused(_ named: Int, _ stored: Int) throws {
        var script = DeliveryScript()
        try script.fetch()
        let before = script.record
        let finished = Script.finished(2, output: [.stdout: OutputSummary(length: named, sha256: "", truncated: false)])
        do {
            try script.report(Script.started(), finished, stored: [.stdout: stored, .stderr: 9])
            Issue.record("the report was taken")
        } catch {
            #expect(error.kind == .outputMissing)
            #expect(error.members["offsets"] == ["stdout": .integer(Int64(stored)), "stderr": 9])
        }
        #expect(script.record == before)
    }

    @Test func truncatedOutputIsTakenAsSuch() throws {
        var script = DeliveryScript()
        try script.fetch()
        let summary = OutputSummary(length: 4, sha256: "ab", truncated: true)
        try script.report(Script.finished(2, output: [.stdout: summary]), stored: [.stdout: 4])
        #expect(script.record.finish?.output?[.stdout] == summary)
    }

    @Test func aMachinesClockIsKeptBetweenWhatTheBrokerSaw() throws {
        var script = DeliveryScript()
        try script.fetch(at: 100)
        try script.report(Script.started(1, at: -9_000_000), Script.finished(2, at: 9_000_000), at: 105)
        #expect(script.record.startedAt == Script.time(100))
        #expect(script.record.finishedAt == Script.time(105))
    }
}
