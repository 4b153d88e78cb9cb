import AgentTestSupport
import BeckonIdentity
import BeckonWire
import Logging
import TestSupport
import Testing

@testable import AgentCore

/// An agent whose certificate is renewed, expires, is copied or revoked while it works.
@Suite(.timeLimit(.minutes(1))) struct AgentCredentialTests {
    @Test func aTransactionRunsOnWhileTheIdentityIsSwapped() async throws {
        let end = Flag()
        let world = try CredentialWorld(body: { _, _ in
            await end.wait()
            return RunResult(outcome: .succeeded, exitCode: 0)
        })
        let transaction = world.broker.submit()
        let before = world.office.serialInForce
        try await world.running {
            await world.broker.until { $0.parkedCount == 1 && $0[transaction]?.state == .started }
            world.broker.want(.renew)
            await world.broker.until { _ in world.office.serialInForce != before }
            world.broker.want(nil)
            end.set()
            await world.broker.untilFinished(transaction)
        }
        #expect(world.broker[transaction]?.state == .finished(.succeeded))
        #expect(world.office.renewals == 1 && world.office.copies == 0)
    }

    @Test func anExpiredCertificateIsRenewedFirstAndThenWorkIsDone() async throws {
        let world = try CredentialWorld()
        world.clock.advance(by: .seconds(3700))
        let transaction = world.broker.submit()
        try await world.running { await world.broker.untilFinished(transaction) }
        #expect(world.broker.calls.first?.kind == "renew")
        #expect(world.broker[transaction]?.state == .finished(.succeeded))
    }

    @Test func beyondItsGraceTheAgentStopsAfterOneAttempt() async throws {
        let world = try CredentialWorld()
        world.clock.advance(by: .seconds(20_000))
        let failure = await #expect(throws: AgentFailure.self) { try await world.agent().run() }
        #expect(failure?.code == .certificateExpired && failure?.hint?.contains("--again") == true)
        #expect(world.broker.calls.map(\.kind) == ["renew"])
    }

    @Test func aRevokedMachineEndsWhatRunsAndAtTheNextStartAsksOnce() async throws {
        let world = try CredentialWorld(body: FakeExecutorHosts.endless)
        let transaction = world.broker.submit()
        let agent = try await world.agent()
        let life = Task { try await agent.run() }
        await world.broker.until { $0.parkedCount == 1 && $0[transaction]?.state == .started }
        world.office.revoke()
        world.broker.askForCatalogue()
        let failure = await #expect(throws: AgentFailure.self) { try await life.value }
        #expect(failure?.code == .revoked)

        let before = world.broker.calls.count
        let again = await #expect(throws: AgentFailure.self) { try await world.agent().run() }
        #expect(again?.code == .revoked)
        // One attempt: the catalogue, and the outcome of what was ended.
        #expect(world.broker.calls.dropFirst(before).filter { $0.kind == "register" }.count == 1)
        #expect(world.broker.calls.count - before <= 3)
    }

    @Test func aNewTrustBundleIsReportedByItsDigest() async throws {
        let world = try CredentialWorld()
        let another = try CertificateOffice(at: world.clock.now).identities.trust
        try await world.running {
            await world.broker.until { $0.parkedCount == 1 }
            world.office.trust += another
            world.broker.want(.trust)
            await world.broker.until { broker in
                guard case .availability(let request)? = broker.calls.last else { return false }
                return request.trust == (try? TrustBundle(world.office.trust))?.digest
            }
            world.broker.want(nil)
        }
        #expect(try await world.store.load()?.trust.text == world.office.trust)
    }
}

/// A machine that has an identity, its broker, and a clock that goes by itself over short pauses.
private struct CredentialWorld: Sendable {
    let clock: TestClock
    let office: CertificateOffice
    let broker: FakeBrokerLink
    let store = IdentityStore(files: FailingIdentityFiles(), keys: FileKeyStore(), directory: "d")
    private let world: AgentWorld

    init(body: @escaping FakeExecutorHosts.Body = { _, _ in RunResult(outcome: .succeeded, exitCode: 0) }) throws {
        clock = TestClock { $0 < .seconds(60) }
        office = try CertificateOffice(at: clock.now)
        broker = FakeBrokerLink(office: office, clock: clock)
        world = AgentWorld(broker: broker, clock: clock, body: body)
        try store.put(office.enrolled(at: clock.now))
    }

    func agent() async throws -> Agent {
        let identity = try #require(try await store.load())
        try await broker.use(identity.credential)
        let log = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        return try world.makeAgent(
            rotation: Rotation(of: identity, store: store, link: broker, clock: clock, log: log))
    }

    /// Runs an agent while `body` runs, then stops it.
    func running(_ body: @escaping @Sendable () async -> Void) async throws {
        let agent = try await agent()
        async let life: Void = agent.run()
        await body()
        agent.stop()
        try await life
    }
}
