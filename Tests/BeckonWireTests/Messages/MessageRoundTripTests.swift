import BeckonWire
import Testing

@Suite struct MessageRoundTripTests {
    @Test(arguments: MessageSample.all) func survives(_ sample: MessageSample) throws {
        #expect(try sample.survives())
        #expect(try sample.reread(sample.octets) == sample.octets)
    }

    /// Members that have no value are left out, so that `null` has no meaning of its own.
    @Test(arguments: MessageSample.all.filter { $0.name.hasSuffix("bare") }) func absentMembersAreLeftOut(_ sample: MessageSample)
    {
        let text = String(decoding: sample.octets, as: UTF8.self).replacing("[1,2.5,null,true]", with: "")
        #expect(!text.contains("null"))
    }

    /// What docs/protocol.md shows, to the letter.
    @Test func textsAreThoseOfTheContract() throws {
        let id = MessageSample.transaction
        #expect(
            String(decoding: WireJSON.encode(AvailabilityRequest(capacity: 4, holding: [id], wait: 50)), as: UTF8.self)
                == #"{"capacity":4,"holding":["\#(id)"],"wait":50}"#)
        #expect(
            String(decoding: WireJSON.encode(AvailabilityResponse(transactions: [id], next: .fetch)), as: UTF8.self)
                == #"{"next":"fetch","transactions":["\#(id)"]}"#)
        #expect(
            String(
                decoding: WireJSON.encode(ReportEvent(seq: 2, at: MessageSample.time, .finished(Finish(outcome: .timedOut)))),
                as: UTF8.self)
                == #"{"at":"2025-11-23T21:33:23.042Z","outcome":"timed-out","seq":2,"type":"finished"}"#)
    }

    @Test func countsAreKeyedByState() throws {
        let view = TransactionView(
            transaction: MessageSample.transaction, subscriber: "acme", submittedBy: "ops", submittedAt: MessageSample.time,
            instruction: MessageSample.instruction, timeout: 60, expiresAt: MessageSample.time, onInterruption: .report,
            traceparent: nil, counts: [.finished(.timedOut): 2])
        #expect(view.finished)
        #expect(try WireJSON.decodeValue(from: WireJSON.encode(view))["counts"] == ["timed-out": 2])
    }

    @Test func everyStateHasOneWord() {
        let states: [DeliveryState] = [.queued, .fetched, .started] + Outcome.allCases.map(DeliveryState.finished)
        #expect(Set(states.map(\.rawValue)).count == states.count)
        for state in states { #expect(DeliveryState(rawValue: state.rawValue) == state) }
        #expect(DeliveryState(rawValue: "Queued") == nil)
    }

    @Test func defaultsOfTheFirstRequest() throws {
        let text = #"{"subscriber":"acme","targets":{"machines":["web-01"]},"instruction":{"executor":"shell","parameters":{}}}"#
        let request = try WireJSON.decode(SubmitRequest.self, from: text.utf8)
        #expect((request.timeout, request.expires) == (60, 3600))
        #expect((request.onInterruption, request.skipUnable) == (.report, false))
    }

    @Test func sessionsAreOrderedWithinAJournalOnly() {
        let session = AgentSession(journal: "a", run: 2, seq: 5)
        #expect(session.isLater(than: AgentSession(journal: "a", run: 2, seq: 4)))
        #expect(session.isLater(than: AgentSession(journal: "a", run: 1, seq: 9)))
        #expect(!session.isLater(than: session))
        #expect(!session.isLater(than: AgentSession(journal: "a", run: 3, seq: 0)))
        #expect(!session.isLater(than: AgentSession(journal: "b", run: 1, seq: 1)))
    }
}
