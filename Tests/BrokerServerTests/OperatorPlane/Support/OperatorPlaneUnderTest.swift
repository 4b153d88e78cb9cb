import BeckonCommand
import BeckonIdentity
import BrokerCore
import BrokerServer
import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport

/// A real operator plane on the loopback, with real certificates.
struct OperatorPlaneUnderTest: Sendable {
    let port: Int
    let credentials: TLSCredentials
    let identities: TestIdentities
    private let offset: Mutex<TimeInterval>.Box
    private let group: ServiceGroup

    /// Runs `body` beside the plane, then shuts it down gracefully and waits for that.
    static func run(
        _ service: any OperatorService, limits change: (inout OperatorPlaneConfiguration.Limits) -> Void = { _ in },
        _ body: (OperatorPlaneUnderTest) async throws -> Void
    ) async throws {
        var limits = OperatorPlaneConfiguration.Limits()
        change(&limits)
        let identities = try TestIdentities()
        let offset = Mutex<TimeInterval>.Box(0)
        let credentials = try TLSCredentials(
            certificate: identities.serverCertificate.pem, key: identities.serverKey.pem, verifier: identities.verifier(),
            now: { Date().addingTimeInterval(offset.mutex.withLock { $0 }) })
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let (ports, port) = AsyncStream<Int>.makeStream()
        let plane = OperatorPlane(
            .init(host: "127.0.0.1", port: 0, limits: limits), credentials: credentials, service: service, logger: logger,
            onListening: { port.yield($0) })
        let group = ServiceGroup(services: [plane], logger: logger)
        let running = Task { try await group.run() }
        var iterator = ports.makeAsyncIterator()
        let test = OperatorPlaneUnderTest(
            port: await iterator.next() ?? 0, credentials: credentials, identities: identities, offset: offset, group: group)
        do {
            try await body(test)
        } catch {
            running.cancel()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await running.value
    }

    func shutDown() async { await group.triggerGracefulShutdown() }

    /// Sets the plane's clock ahead.
    func advance(by seconds: TimeInterval) { offset.mutex.withLock { $0 += seconds } }

    /// A connection as alice of acme.
    func connect() async throws -> TLSClient { try await connect(as: identities.acmeOperator) }

    func connect(as identity: TestIdentity?) async throws -> TLSClient {
        try await TLSClient.connect(port: port, identity: identity, trust: identities.trust)
    }

    var profile: Profile {
        Profile(
            api: "https://localhost:\(port)", subscriber: "acme", operator: "alice",
            certificate: identities.acmeOperator.certificate.pem, key: identities.acmeOperator.key.pem, trust: identities.trust)
    }

    /// Lets `body` use the command's own client, as alice of acme.
    func withClient(_ body: (OperatorClient) async throws -> Void) async throws {
        let client = try OperatorClient(profile)
        do {
            try await body(client)
        } catch {
            try? await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }
}
