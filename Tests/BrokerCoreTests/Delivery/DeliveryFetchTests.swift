import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

private typealias Script = DeliveryScript

@Suite("Delivery: fetch")
struct DeliveryFetchTests {
    @Test func namesTheOperatorForTheMachinesPolicy() throws {
        var script = DeliveryScript()
        #expect(try script.fetch().operator == script.delivery.transaction.submittedBy)
    }

    @Test func givesTheInstructionOnce() throws {
        var script = DeliveryScript()
        let response = try script.fetch(at: 5)
        #expect(response.attempt == 1)
        #expect(response.instruction == script.delivery.transaction.instruction)
        #expect(response.traceparent == script.delivery.transaction.traceparent)
        #expect(script.state == .fetched)
        #expect(script.record.session == Script.session(10))
        #expect(script.record.fetchedAt == Script.time(5))
        #expect(script.record.dueAt == Script.time(5 + 60 + 3600))

        let before = script.record
        #expect(refusal { () throws(Problem) in try script.fetch(Script.session(11)) } == .alreadyFetched)
        #expect(script.record == before)
    }

    @Test func isRefusedWhenStarted() throws {
        var script = DeliveryScript()
        try script.fetch()
        try script.report(Script.started())
        #expect(refusal { () throws(Problem) in try script.fetch() } == .alreadyFetched)
    }

    @Test func isRefusedAsExpiredFromTheVeryMoment() throws {
        var script = DeliveryScript()
        #expect(refusal { () throws(Problem) in try script.fetch(at: 3600) } == .expired)
        #expect(script.state == .queued)
        try script.fetch(at: 3599)
        #expect(script.state == .fetched)
    }

    @Test(arguments: [
        (Outcome.expired, ProblemKind.expired), (.cancelled, .cancelled), (.succeeded, .finished), (.unknown, .finished),
        (.rejected, .finished),
    ])
    func isRefusedWhenOver(_ outcome: Outcome, _ kind: ProblemKind) {
        let transaction = Records.transaction(101)
        let record = Records.delivery(of: transaction, to: Records.machine(1), state: .finished(outcome))
        var delivery = Delivery(record, of: transaction)
        #expect(refusal { () throws(Problem) in _ = try delivery.fetch(nil, at: Records.noon) } == kind)
        #expect(delivery.record == record)
    }
}
