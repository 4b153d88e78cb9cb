import BeckonWire
import Testing

@testable import AgentCore

@Suite struct ReportQueueTests {
    private let finish = Finish(outcome: .succeeded)

    @Test func aQuickInstructionIsOneReport() {
        var queue = ReportQueue()
        queue.start(at: .start)
        #expect(queue.batch(isDrained: true) == [])
        queue.add(finished: queue.finish(finish, at: .start))
        #expect(queue.batch(isDrained: true).map(\.seq) == [1, 2])
        queue.acknowledge(2)
        #expect(queue.isEmpty)
    }

    @Test func theOutcomeWaitsForItsOutput() {
        var queue = ReportQueue()
        queue.start(at: .start)
        queue.add(finished: queue.finish(finish, at: .start))
        #expect(queue.batch(isDrained: false) == [])
    }

    @Test func startedGoesByItselfWhenItIsDue() {
        var queue = ReportQueue()
        queue.start(at: .start)
        queue.makeStartedDue()
        #expect(queue.batch(isDrained: true).map(\.content) == [.started])
        queue.acknowledge(1)
        #expect(queue.batch(isDrained: true) == [])
    }

    @Test func theLatestProgressWinsAndWaitsForItsTurn() {
        var queue = ReportQueue()
        queue.start(at: .start)
        for done in 1...1000 { queue.add(Progress(done: done, total: nil, note: nil), at: .start) }
        let first = queue.batch(isDrained: true)
        #expect(first.map(\.content) == [.started, .progress(Progress(done: 1000, total: nil, note: nil))])
        #expect(queue.batch(isDrained: true) == first, "a repeated report is the same report")
        queue.acknowledge(2)
        queue.add(Progress(done: 1001, total: nil, note: nil), at: .start)
        #expect(queue.batch(isDrained: true) == [])
        queue.makeProgressDue()
        #expect(queue.batch(isDrained: true).map(\.seq) == [3])
    }

    @Test func holdsFewEventsHoweverLongTheBrokerIsAway() {
        var queue = ReportQueue()
        queue.start(at: .start)
        for done in 1...1000 {
            queue.add(Progress(done: done, total: nil, note: nil), at: .start)
            queue.makeProgressDue()
            #expect(queue.batch(isDrained: true).count <= 2)
        }
        queue.add(finished: queue.finish(finish, at: .start))
        let seqs = queue.batch(isDrained: true).map(\.seq)
        #expect(seqs.count == 4 && seqs == seqs.sorted())
    }

    @Test func anOutdatedAcknowledgementLosesNothing() {
        var queue = ReportQueue()
        queue.start(at: .start)
        queue.add(finished: queue.finish(finish, at: .start))
        queue.acknowledge(0)
        queue.acknowledge(1)
        #expect(queue.batch(isDrained: true).map(\.seq) == [2])
    }
}
