import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@Suite("Events of a transaction", .timeLimit(.minutes(1)))
struct EventTests {
    private func report(_ seq: Int, _ content: ReportEvent.Content) -> ReportRequest {
        ReportRequest(attempt: 1, events: [ReportEvent(seq: seq, at: Records.noon, content)])
    }

    /// What the stream says until it ends, one word each.
    private func words(_ stream: AsyncStream<NumberedEvent>) async -> [String] {
        await stream.reduce(into: []) { $0.append(word($1.event)) }
    }

    private func word(_ event: TransactionEvent) -> String {
        switch event {
        case .delivery(let view): view.state.rawValue
        case .output(let growth): "\(growth.stream.rawValue)=\(growth.length)"
        case .end: "end"
        }
    }

    @Test func tellWhatHappensAsItHappens() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        var events = try await test.operators.events(of: id, after: 0, for: test.alice).sequence.makeAsyncIterator()
        func next() async -> String? { await events.next().map { word($0.event) } }

        _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine)
        #expect(await next() == "fetched")
        _ = try await test.agents.report(id, report(1, .started), by: machine)
        #expect(await next() == "started")
        _ = try await test.agents.append([1, 2], to: .stdout, of: id, attempt: 1, offset: 0, by: machine)
        #expect(await next() == "stdout=2")
        _ = try await test.agents.append([3], to: .stdout, of: id, attempt: 1, offset: 2, by: machine)
        _ = try await test.agents.append([4, 5], to: .stdout, of: id, attempt: 1, offset: 3, by: machine)
        #expect(await next() == "stdout=5")
        _ = try await test.agents.report(id, report(2, .finished(Finish(outcome: .succeeded))), by: machine)
        #expect(await next() == "succeeded")
        #expect(await next() == "end")
        #expect(await next() == nil)
    }

    @Test func aWaitingReaderIsWoken() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        let stream = try await test.operators.events(of: id, after: 0, for: test.alice).sequence
        async let all = words(stream)
        _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine)
        _ = try await test.agents.report(id, report(1, .finished(Finish(outcome: .failed))), by: machine)
        #expect(await all == ["fetched", "failed", "end"])
    }

    @Test func ofAFinishedTransactionAreReplayedAndResumedByNumber() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine)
        _ = try await test.agents.report(id, report(1, .started), by: machine)
        _ = try await test.agents.report(id, report(2, .finished(Finish(outcome: .failed))), by: machine)
        var numbers: [Int?] = []
        for await event in try await test.operators.events(of: id, after: 0, for: test.alice).sequence {
            numbers.append(event.number)
        }
        #expect(numbers.count == 4)
        #expect(numbers.last == .some(nil))
        let second = try #require(numbers[1])
        let rest = await words(try await test.operators.events(of: id, after: second, for: test.alice).sequence)
        #expect(rest == ["failed", "end"])
    }

    /// A fetch waits a moment for company; output does not, and would come from a machine that the reader has not heard of.
    @Test func aMachineIsKnownBeforeItsOutput() async throws {
        let test = try await TestBroker()
        let (first, second) = (try await test.machine("web-1"), try await test.machine("web-2"))
        let id = try await test.submit(to: "web-1", "web-2")
        var events = try await test.operators.events(of: id, after: 0, for: test.alice).sequence.makeAsyncIterator()
        func next() async -> String? { await events.next().map { word($0.event) } }

        // Two events, one after the other: whoever has read them hears of the rest as it happens, and reads no past.
        _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: first)
        #expect(await next() == "fetched")
        _ = try await test.agents.report(id, report(1, .started), by: first)
        #expect(await next() == "started")
        _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: second)
        _ = try await test.agents.append([1, 2, 3], to: .stdout, of: id, attempt: 1, offset: 0, by: second)
        _ = try await test.agents.report(id, report(1, .finished(Finish(outcome: .succeeded))), by: second)
        #expect(await next() == "fetched")
        #expect(await next() == "stdout=3")
        #expect(await next() == "succeeded")
    }

    @Test func aReaderThatComesLateLearnsHowMuchOutputThereIs() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine)
        _ = try await test.agents.append([1, 2, 3], to: .stderr, of: id, attempt: 1, offset: 0, by: machine)
        var events = try await test.operators.events(of: id, after: 999, for: test.alice).sequence.makeAsyncIterator()
        let first = await events.next()
        #expect(first.map { word($0.event) } == "stderr=3")
        #expect(first?.number == nil)
    }

    @Test func tellOfWhatWasRejectedWithTheRequest() async throws {
        let test = try await TestBroker()
        _ = try await test.machine("web-1", executors: [])
        let id = try await test.submit(TestBroker.request(["web-1"], skipUnable: true)).transaction
        #expect(await words(try await test.operators.events(of: id, after: 0, for: test.alice).sequence) == ["rejected", "end"])
    }

    @Test func aSlowReaderMissesNoOutcome() async throws {
        let test = try await TestBroker()
        var machines: [MachineCaller] = []
        for number in 1...150 { machines.append(try await test.machine("web-\(number)")) }
        let id = try await test.submit(TestBroker.request(machines.map(\.machine.description))).transaction
        let reader = try await test.operators.events(of: id, after: 0, for: test.alice)
        for machine in machines {
            _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine)
            for offset in 0..<20 {
                _ = try await test.agents.append([0], to: .stdout, of: id, attempt: 1, offset: offset, by: machine)
            }
            _ = try await test.agents.report(id, report(1, .finished(Finish(outcome: .succeeded))), by: machine)
        }
        var all: [String] = []
        while let batch = await reader.next(patient: true) { all += batch.map { word($0.event) } }
        #expect(all.count { $0 == "succeeded" } == 150)
        #expect(all.count { $0.hasPrefix("stdout") } <= 300)
        #expect(all.last == "end")
    }

    @Test func aReaderThatGoesAwayLeavesRoomForAnother() async throws {
        let test = try await TestBroker(settings: BrokerSettings(brokers: [], eventStreams: 1))
        _ = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        let stream = try await test.operators.events(of: id, after: 0, for: test.alice).sequence
        let refused = await problem { _ = try await test.operators.events(of: id, after: 0, for: test.alice) }
        #expect(refused?.kind == .tooManyRequests)
        let reader = Task { await words(stream) }
        reader.cancel()
        #expect(await reader.value.contains("end") == false)
        _ = try await test.operators.events(of: id, after: 0, for: test.alice)
    }

    /// Everything in one go, in the order in which it happened.
    @Test func whatIsNotUrgentWaitsForCompany() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        let reader = try await test.operators.events(of: id, after: 0, for: test.alice)
        async let batch = reader.next(patient: true)
        _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine)
        _ = try await test.agents.report(id, report(1, .started), by: machine)
        _ = try await test.agents.report(id, report(2, .finished(Finish(outcome: .succeeded))), by: machine)
        #expect(await batch?.map { word($0.event) } == ["fetched", "started", "succeeded", "end"])
        #expect(await reader.next(patient: true) == nil)
    }

    @Test func aWakeEndsTheWaitingWithWhatThereIs() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        let reader = try await test.operators.events(of: id, after: 0, for: test.alice)
        reader.wake()
        #expect(await reader.next(patient: true) == [])
        _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine)
        reader.wake()
        #expect(await reader.next(patient: true)?.map { word($0.event) } == ["fetched"])
    }

    /// What is remembered of a new transaction and what the store has are the same, numbers included.
    @Test func areTheSameFromMemoryAndFromTheStore() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine)
        _ = try await test.agents.report(id, report(1, .started), by: machine)
        _ = try await test.agents.report(id, report(2, .finished(Finish(outcome: .failed, message: "no"))), by: machine)
        let remembered = try await test.operators.events(of: id, after: 0, for: test.alice).next(patient: false)
        let another = try await test.restarted()
        let read = try await another.operators.events(of: id, after: 0, for: test.alice).next(patient: false)
        #expect(remembered?.count == 4)
        #expect(remembered == read)
    }

    @Test func aLastNumberThatWasNeverToldHidesNoEnd() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        let reader = try await test.operators.events(of: id, after: 999, for: test.alice)
        reader.wake()
        #expect(await reader.next(patient: true) == [])
        _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine)
        _ = try await test.agents.report(id, report(1, .finished(Finish(outcome: .succeeded))), by: machine)
        #expect(await reader.next(patient: true)?.map { word($0.event) } == ["fetched", "succeeded", "end"])
    }

    @Test func aLargeResultIsReadFromTheStore() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        let stream = try await test.operators.events(of: id, after: 0, for: test.alice).sequence
        async let events = stream.reduce(into: [NumberedEvent]()) { $0.append($1) }
        _ = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine)
        let result = JSONValue.string(String(repeating: "x", count: 100_000))
        _ = try await test.agents.report(
            id, report(1, .finished(Finish(outcome: .succeeded, result: result))), by: machine)
        let results = await events.compactMap { event -> JSONValue? in
            guard case .delivery(let view) = event.event else { return nil }
            return view.result
        }
        #expect(results == [result])
    }
}
