import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@Suite("Registering executors")
struct RegisterTests {
    private func availability(_ digest: String) -> AvailabilityRequest {
        AvailabilityRequest(capacity: 1, holding: [], wait: 1, executors: digest)
    }

    private func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func theDigestIsOfTheOctetsAsTheyCame() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        try await test.agents.register(octets(#"{"executors": [ ]}"#), by: machine)
        let unknown = try await test.agents.arrive(availability("sha256:00"), from: machine)
        #expect(unknown == AvailabilityResponse(transactions: [], next: .register))
        // printf '{"executors": [ ]}' | sha256sum
        let digest = "sha256:2b571d08afdb2e07321f16f6aea9bbe3d1d7e95fdd8e02b55a087ffe053751fa"
        #expect(try await test.agents.arrive(availability(digest), from: machine) == nil)
        #expect(try await test.agents.arrive(AvailabilityRequest(capacity: 1, holding: [], wait: 1), from: machine) == nil)
    }

    @Test func aSchemaOutsideOfWhatIsSupportedIsRefusedWithItsPlace() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let broken = ExecutorDescription(
            name: "file", version: "1", summary: "", parameters: ["type": "object"],
            result: ["properties": ["path": ["frobnicate": 1]]])
        let catalogue = ExecutorCatalogue(executors: [Records.executor(), broken])
        let refused = await problem { try await test.agents.register(WireJSON.encode(catalogue), by: machine) }
        #expect(refused?.kind == .invalidSchema)
        #expect(refused?.detail.contains("executor file") == true)
        #expect(refused?.members["pointer"]?.stringValue?.hasPrefix("/executors/1/result/properties/path") == true)
        #expect(try await test.operators.executors(after: nil, limit: 9, for: test.alice).items.map(\.executor.name) == ["shell"])
    }

    @Test func whatIsNoCatalogueIsRefused() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        for body in ["", "{", "[]", #"{"executors":[{"name":"UPPER"}]}"#] {
            #expect(await problem { try await test.agents.register(octets(body), by: machine) }?.kind == .badRequest)
        }
    }

    @Test func aMachineThatIsNotKnownRegistersNothing() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        for caller in [
            MachineCaller(machine: Records.id(77), subscriber: "acme"),
            MachineCaller(machine: machine.machine, subscriber: "globex"),
        ] {
            let refused = await problem { try await test.agents.register(octets(#"{"executors":[]}"#), by: caller) }
            #expect(refused?.kind == .notFound)
        }
    }
}
