import BeckonWire
@testable import BrokerCore
import BrokerTestSupport
import Testing

@Suite("Rotating the authorities")
struct AuthorityRotationTests {
    @Test(
        "The table of steps",
        arguments: [
            ([.active], [.prepare]), ([.next, .active], [.activate]), ([.active, .previous], [.retire]),
            ([.next, .active, .previous], [.retire]),
        ] as [(Set<AuthorityStage>, [AuthorityStep])])
    func table(_ stages: Set<AuthorityStage>, _ steps: [AuthorityStep]) throws {
        #expect(AuthorityRotation.steps(stages) == steps)
        for step in AuthorityStep.allCases {
            let isRefused = (try? AuthorityRotation.check(step, stages, of: .broker)) == nil
            #expect(isRefused == !steps.contains(step))
        }
    }

    private func take(
        _ step: AuthorityStep, of kind: AuthorityKind = .broker, leaveBehind: Int? = nil, on test: TestBroker
    ) async throws(Problem) -> AuthorityView {
        try await test.operators.take(step, of: kind, AuthorityStepRequest(leaveBehind: leaveBehind), by: test.alice)
    }

    private func trust(_ test: TestBroker, of caller: MachineCaller) async throws -> String? {
        let bundle = try await test.agents.trust(for: caller)
        return TrustDigest.of(bundle)
    }

    private func ask(_ caller: MachineCaller, trust: String?, _ test: TestBroker) async throws -> AvailabilityResponse? {
        try await test.agents.arrive(
            AvailabilityRequest(capacity: 1, holding: [], wait: 0, trust: trust), from: caller)
    }

    @Test("Agents are told of a new bundle, and activation waits until they have it")
    func brokerAuthority() async throws {
        let test = try await TestBroker()
        var callers: [MachineCaller] = []
        for number in 1...4 { callers.append(try await test.machine("web-\(number)")) }
        let old = try await trust(test, of: callers[0])
        for caller in callers { #expect(try await ask(caller, trust: old, test)?.next != .trust) }

        let prepared = try await take(.prepare, on: test)
        #expect((prepared.live, prepared.ready) == (4, 0))
        let new = try await trust(test, of: callers[0])
        #expect(new != old)
        for caller in callers.prefix(3) {
            #expect(try await ask(caller, trust: old, test)?.next == .trust)
            #expect(try await ask(caller, trust: new, test)?.next != .trust)
        }
        // One that gives no digest is never told, and is not known to have the bundle.
        #expect(try await ask(callers[3], trust: nil, test)?.next != .trust)

        let refusal = await #expect(throws: Problem.self) { try await take(.activate, on: test) }
        #expect(refusal?.kind == .fleetNotReady)
        #expect(refusal?.members["ready"] == 3)
        let activated = try await take(.activate, leaveBehind: 25, on: test)
        #expect(Set(activated.certificates.map(\.stage)) == [.active, .previous])
        #expect(try await take(.retire, on: test).certificates.map(\.stage) == [.active])
        #expect(
            try await test.store.audit(of: "acme", after: 0, limit: 99).map(\.action).suffix(3) == [
                .authorityPrepared, .authorityActivated, .authorityRetired,
            ])
    }

    @Test("Machines that have not been heard of for a day hold nothing up")
    func deadMachines() async throws {
        let test = try await TestBroker()
        _ = try await test.machine("dead")
        _ = try await take(.prepare, on: test)
        test.clock.advance(seconds: 86_401)
        #expect(try await take(.activate, on: test).live == 0)
    }

    @Test("A subscriber's authority is retired when its machines have certificates of the new one")
    func subscriberAuthority() async throws {
        let test = try await TestBroker()
        _ = try await test.machine("old")
        _ = try await take(.prepare, of: .subscriber, on: test)
        _ = try await take(.activate, of: .subscriber, on: test)
        let refusal = await #expect(throws: Problem.self) { try await take(.retire, of: .subscriber, on: test) }
        #expect(refusal?.kind == .fleetNotReady)
        _ = try await test.machine("new")
        #expect(try await test.operators.authorities(for: test.alice).authorities.last.map { [$0.live, $0.ready] } == [2, 1])
        #expect(try await take(.retire, of: .subscriber, leaveBehind: 50, on: test).steps == [.prepare])
    }

    @Test("A step out of turn is refused")
    func outOfTurn() async throws {
        let test = try await TestBroker()
        for step in [AuthorityStep.activate, .retire] {
            let refusal = await #expect(throws: Problem.self) { try await take(step, on: test) }
            #expect(refusal?.kind == .wrongStep)
        }
    }

    @Test("The broker's authority is for admins of the subscriber that the broker was made with")
    func home() async throws {
        let test = try await TestBroker(settings: BrokerSettings(brokers: [], home: "globex"))
        let refusal = await #expect(throws: Problem.self) { try await take(.prepare, on: test) }
        #expect(refusal?.kind == .forbidden)
        #expect(refusal?.detail.contains("authorities.manage") == true)
        _ = try await take(.prepare, of: .subscriber, on: test)
    }
}
