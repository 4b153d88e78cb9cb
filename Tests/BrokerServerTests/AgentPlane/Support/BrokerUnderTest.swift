import BeckonIdentity
import BeckonWire
import BrokerCore
import BrokerServer
import BrokerTestSupport
import Foundation
import Logging
import NIOCore
import TestSupport

/// A real agent plane with the real core behind it, over a store in memory.
struct BrokerUnderTest: Sendable {
    let port: Int
    let broker: Broker
    let store: FakeBrokerStore
    let identities: TestIdentities
    /// Seconds that machine certificates live.
    static let lifetime = 3600
    let alice = OperatorCaller(name: "alice", subscriber: "acme", role: .admin)
    private let clock: TestClock
    private let running: Task<Void, any Error>

    /// What an agent keeps: its certificate and its key.
    struct Identity: Sendable {
        let machine: MachineID
        let certificate: String
        let key: IdentityKey
    }

    /// Runs `body` beside the plane, then shuts it down.
    static func run(
        limits change: (inout AgentPlaneLimits) -> Void = { _ in }, _ body: (BrokerUnderTest) async throws -> Void
    ) async throws {
        var limits = AgentPlaneLimits()
        limits.deadlineInterval = .milliseconds(10)
        change(&limits)
        let broker = try await BrokerUnderTest(limits)
        do { try await body(broker) } catch {
            await broker.shutDown()
            throw error
        }
        await broker.shutDown()
    }

    private init(_ limits: AgentPlaneLimits) async throws {
        let identities = try TestIdentities()
        let (store, lot, connections) = (FakeBrokerStore(), ParkingLot(), ConnectionRegistry())
        let clock = TestClock(.system())
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let broker = Broker(
            store: store,
            issuer: AuthorityIssuer(
                authorities: ["acme": identities.acme, "globex": identities.globex], trust: identities.trust),
            authorities: FakeIssuer(), waker: lot, connections: connections,
            settings: BrokerSettings(brokers: [], machineLifetime: Self.lifetime), logger: logger, now: { clock.now })
        let now = clock.now
        for (subscriber, zero) in Self.zeros {
            try await store.addSubscriber(SubscriberRecord(name: subscriber, createdAt: now))
            try await store.addZeroCertificate(
                ZeroCertificateRecord(
                    id: zero, subscriber: subscriber, name: "fleet", createdAt: now, createdBy: "alice",
                    expiresAt: now.adding(seconds: 3600)))
        }
        let credentials = try TLSCredentials(
            certificate: identities.serverCertificate.pem, key: identities.serverKey.pem, verifier: identities.verifier(),
            now: { clock.now.date })
        let (ports, port) = AsyncStream<Int>.makeStream()
        let plane = AgentPlane(
            service: broker.agents, lot: lot, connections: connections, credentials: credentials, address: "127.0.0.1", port: 0,
            limits: limits, logger: logger, onListening: { port.yield($0) })
        running = Task { try await plane.run() }
        var iterator = ports.makeAsyncIterator()
        self.port = await iterator.next() ?? 0
        (self.broker, self.store, self.identities, self.clock) = (broker, store, identities, clock)
    }

    private func shutDown() async {
        running.cancel()
        _ = await running.result
    }

    /// Sets the broker's clock, which stands still, ahead.
    func advance(seconds: Int) { clock.advance(seconds: seconds) }

    private static let zeros: [String: ZeroCertificateID] = ["acme": Records.id(1), "globex": Records.id(2)]

    func enroll(_ name: String, of subscriber: String = "acme") async throws -> Identity {
        let key = IdentityKey()
        let answer = try await broker.agents.enroll(
            EnrollmentRequest(csr: key.certificateRequest(), name: name, facts: [:]),
            by: ZeroCaller(zeroCertificate: Self.zeros[subscriber] ?? Records.id(0), subscriber: subscriber)
        ).response
        return Identity(machine: answer.machine, certificate: answer.certificate, key: key)
    }

    /// The audit log of acme.
    func audit() async throws -> [AuditRecord] { try await store.audit(of: "acme", after: 0, limit: 99) }

    func connect(_ identity: Identity) async throws -> TLSClient {
        try await TLSClient.connect(
            port: port, certificate: identity.certificate, key: identity.key.pem, trust: identities.trust)
    }

    /// Renews over a connection of the identity.
    func renew(_ identity: Identity, on client: TLSClient) async throws -> Identity {
        let key = IdentityKey()
        let body = String(decoding: WireJSON.encode(RenewalRequest(csr: try key.certificateRequest())), as: UTF8.self)
        let answer = try await client.request("POST", "/v1/certificate", body: body)
        let response = try WireJSON.decode(EnrollmentResponse.self, from: answer.body)
        return Identity(machine: response.machine, certificate: response.certificate, key: key)
    }

    func state(of identity: Identity) async throws -> MachineState? { try await store.machine(identity.machine)?.state }
}
