import BeckonIdentity
import BeckonWire
import BrokerServer
import Foundation
import Logging
import NIOCore
import Synchronization
import TestSupport

/// A real agent plane on the loopback, with real certificates and a fake core.
struct PlaneUnderTest: Sendable {
    let port: Int
    let service: FakeAgentService
    let lot: ParkingLot
    let connections: ConnectionRegistry
    let credentials: TLSCredentials
    let identities: TestIdentities
    let machine: TestIdentity
    let machineID: MachineID
    let zero: TestIdentity
    /// Ends when the plane has shut down.
    let running: Task<Void, any Error>

    /// Runs `body` beside the plane, then shuts it down.
    static func run(
        limits change: (inout AgentPlaneLimits) -> Void = { _ in }, _ body: (PlaneUnderTest) async throws -> Void
    ) async throws {
        var limits = AgentPlaneLimits()
        limits.deadlineInterval = .milliseconds(10)
        limits.lingering = .milliseconds(300)
        limits.shutdown = .seconds(5)
        change(&limits)
        let plane = try await PlaneUnderTest(limits)
        do { try await body(plane) } catch {
            await plane.shutDown()
            throw error
        }
        await plane.shutDown()
    }

    private init(_ limits: AgentPlaneLimits) async throws {
        let identities = try TestIdentities()
        let machineID = MachineID.generate(at: Timestamp(milliseconds: 1_000_000))
        let zeroID = ZeroCertificateID.generate(at: Timestamp(milliseconds: 1_000_000))
        let credentials = try TLSCredentials(
            certificate: identities.serverCertificate.pem, key: identities.serverKey.pem, verifier: identities.verifier())
        let (service, lot, connections) = (FakeAgentService(), ParkingLot(), ConnectionRegistry())
        let (ports, port) = AsyncStream<Int>.makeStream()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let plane = AgentPlane(
            service: service, lot: lot, connections: connections, credentials: credentials, address: "127.0.0.1", port: 0,
            limits: limits, logger: logger, onListening: { port.yield($0) })
        running = Task { try await plane.run() }
        var iterator = ports.makeAsyncIterator()
        self.port = await iterator.next() ?? 0
        self.machine = try identities.issue(.machine(subscriber: "acme", id: machineID.description))
        self.zero = try identities.issue(.zero(subscriber: "acme", id: zeroID.description))
        (self.service, self.lot, self.credentials, self.identities) = (service, lot, credentials, identities)
        (self.machineID, self.connections) = (machineID, connections)
    }

    func shutDown() async {
        running.cancel()
        _ = await running.result
    }

    /// A connection with the machine's certificate, or another.
    func connect(as identity: TestIdentity? = nil) async throws -> TLSClient {
        try await TLSClient.connect(port: port, identity: identity ?? machine, trust: identities.trust)
    }
}
