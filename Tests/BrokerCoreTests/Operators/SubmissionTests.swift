import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@Suite("The first request")
struct SubmissionTests {
    @Test func goesToEachMachineOnceByIdOrName() async throws {
        let test = try await TestBroker()
        let web1 = try await test.machine("web-1")
        let web2 = try await test.machine("web-2")
        let targets = ["web-1", web1.machine.description, "web-2", "web-1"]
        let response = try await test.submit(TestBroker.request(targets))
        #expect(response.deliveries == 2)
        #expect(Set(test.waker.take()) == [web1.machine, web2.machine])
        let view = try await test.operators.transaction(response.transaction, for: test.alice)
        #expect(view.counts == [.queued: 2])
        #expect(view.submittedBy == "alice")
        #expect(view.expiresAt == Records.noon.adding(seconds: 3600))
        let names = try await test.operators.deliveries(of: response.transaction, after: nil, limit: 9, for: test.alice)
        #expect(names.items.map(\.name).sorted() == ["web-1", "web-2"])
    }

    @Test func forAnotherSubscriberIsRefused() async throws {
        let test = try await TestBroker()
        _ = try await test.machine("web-1")
        let refused = await problem { _ = try await test.submit(TestBroker.request(["web-1"]), by: test.bob) }
        #expect(refused?.kind == .otherSubscriber)
    }

    @Test func anUnknownTargetIsNamed() async throws {
        let test = try await TestBroker()
        _ = try await test.machine("web-1")
        let stranger = try await test.machine("db-1", of: "globex")
        for name in ["web-9", "db-1", stranger.machine.description, "m-nonsense"] {
            let refused = await problem { _ = try await test.submit(TestBroker.request(["web-1", name])) }
            #expect(refused?.kind == .unknownTarget)
            #expect(refused?.detail == "there is no machine \(name)")
            #expect(refused?.members["pointer"] == "/targets/machines/1")
        }
        #expect(test.waker.take() == [])
    }

    @Test func aLabelQueryIsForALaterVersion() async throws {
        let test = try await TestBroker()
        let request = SubmitRequest(
            subscriber: "acme", targets: SubmitRequest.Targets(machines: nil, where: "role=web"),
            instruction: Instruction(executor: "shell", parameters: [:]))
        let refused = await problem { _ = try await test.submit(request) }
        #expect(refused?.kind.status == 422)
        #expect(refused?.members["pointer"] == "/targets/where")
    }

    @Test func aTargetWithoutTheExecutorIsNamed() async throws {
        let test = try await TestBroker()
        _ = try await test.machine("web-1")
        let bare = try await test.machine("web-2", executors: [])
        let refused = await problem { _ = try await test.submit(TestBroker.request(["web-1", "web-2"])) }
        #expect(refused?.kind == .unknownExecutor)
        #expect(refused?.detail.contains("web-2") == true)
        #expect(refused?.members["machine"] == .string(bare.machine.description))
    }

    @Test func aTargetWithoutTheExecutorIsRejectedAloneWhereTheOperatorAllowsIt() async throws {
        let test = try await TestBroker()
        let able = try await test.machine("web-1")
        _ = try await test.machine("web-2", executors: [Records.executor("file")])
        let response = try await test.submit(TestBroker.request(["web-1", "web-2"], skipUnable: true))
        #expect(response.deliveries == 2)
        #expect(test.waker.take() == [able.machine])
        let rejected = try await test.operators.delivery(of: response.transaction, to: "web-2", for: test.alice)
        #expect(rejected.state == .finished(.rejected))
        #expect(rejected.message?.contains("has no executor shell") == true)
        #expect(try await test.operators.transaction(response.transaction, for: test.alice).finished == false)
    }

    @Test func parametersThatBreakTheSchemaAreRefusedWithTheirPlace() async throws {
        let test = try await TestBroker()
        _ = try await test.machine("web-1")
        let wrongType = await problem { _ = try await test.submit(TestBroker.request(["web-1"], parameters: ["command": 7])) }
        #expect(wrongType?.kind == .invalidParameters)
        #expect(wrongType?.members["pointer"] == "/instruction/parameters/command")
        let missing = await problem { _ = try await test.submit(TestBroker.request(["web-1"], parameters: [:])) }
        #expect(missing?.members["pointer"] == "/instruction/parameters/command")
        let slash: JSONValue = ["command": "ls", "a/b": 1]
        let extra = await problem { _ = try await test.submit(TestBroker.request(["web-1"], parameters: slash)) }
        #expect(extra?.members["pointer"] == "/instruction/parameters/a~1b")
    }

    @Test func everyDifferentSchemaOfTheTargetsCounts() async throws {
        let test = try await TestBroker()
        _ = try await test.machine("web-1")
        let strict = ExecutorDescription(
            name: "shell", version: "2", summary: "", parameters: ["type": "object", "required": ["argv"]], result: [:])
        let other = try await test.machine("web-2", executors: [strict])
        let refused = await problem { _ = try await test.submit(TestBroker.request(["web-1", "web-2"])) }
        #expect(refused?.kind == .invalidParameters)
        #expect(refused?.members["machine"] == .string(other.machine.description))
    }

    @Test func anIdempotencyKeyMakesOneTransaction() async throws {
        let test = try await TestBroker()
        _ = try await test.machine("web-1")
        let request = TestBroker.request(["web-1"])
        let first = try await test.submit(request, key: "deploy 7")
        _ = test.waker.take()
        #expect(try await test.submit(request, key: "deploy 7") == first)
        #expect(test.waker.take() == [])
        let conflict = await problem { _ = try await test.submit(TestBroker.request(["web-1"], timeout: 61), key: "deploy 7") }
        #expect(conflict?.kind == .idempotencyConflict)
        #expect(conflict?.members["transaction"] == .string(first.transaction.description))
        let carol = OperatorCaller(name: "carol", subscriber: "acme", role: .admin)
        #expect(try await test.submit(request, key: "deploy 7", by: carol) != first)
        #expect(try await test.submit(request) != first)
    }

    @Test func aRepeatIsAnsweredEvenWhereTheMachineHasChanged() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let first = try await test.submit(TestBroker.request(["web-1"]), key: "k")
        try await test.agents.register(Array(#"{"executors":[]}"#.utf8), by: machine)
        #expect(try await test.submit(TestBroker.request(["web-1"]), key: "k") == first)
    }

    @Test(arguments: ["", String(repeating: "k", count: 256), "tab\there", "é"])
    func anIdempotencyKeyIsPrintableAndShort(_ key: String) async throws {
        let test = try await TestBroker()
        _ = try await test.machine("web-1")
        #expect(await problem { _ = try await test.submit(TestBroker.request(["web-1"]), key: key) }?.kind == .badRequest)
    }

    @Test func aTraceparentTravelsAndAMalformedOneIsDropped() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        for (header, expected) in [
            (trace, trace), (trace.uppercased(), nil), (trace + "-00", nil), ("", nil),
            ("00-\(String(repeating: "0", count: 32))-00f067aa0ba902b7-01", nil), (trace.replacing("00-", with: "ff-"), nil),
        ] as [(String, String?)] {
            let id = try await test.submit(TestBroker.request(["web-1"]), traceparent: header).transaction
            let fetched = try await test.agents.fetch(id, FetchRequest(session: nil), by: machine)
            #expect(fetched.traceparent == expected)
        }
    }

    @Test(arguments: [
        #"{"#, "", #"{"subscriber":"acme"}"#,
        #"{"subscriber":"acme","targets":{},"instruction":{"executor":"x","parameters":{}}}"#,
    ])
    func whatIsNoFirstRequestIsRefused(_ body: String) async throws {
        let test = try await TestBroker()
        let refused = await problem {
            _ = try await test.operators.submit(Array(body.utf8), idempotencyKey: nil, traceparent: nil, by: test.alice)
        }
        #expect(refused?.kind == .badRequest)
    }
}
