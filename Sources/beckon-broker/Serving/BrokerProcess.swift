import BeckonIdentity
import BrokerCore
import BrokerServer
import BrokerStoreSQLite
import CJemallocSettings
import Glibc
import Logging
import ServiceLifecycle
import UnixSignals

/// Puts the broker together from its rooms and runs it to its end.
struct BrokerProcess {
    let directory: DataDirectory
    let settings: SettingsDocument
    /// To listen at.
    let address: String

    /// Files beside connections: the store, the log, and what is to spare.
    private static let reservedFiles = 256

    func run() async throws {
        let logger = Logger(label: "beckon-broker")
        logger.debug("allocator", metadata: ["version": "\(String(cString: jemalloc_version_text()))"])
        let store = try SQLiteStore.open(at: directory.store)
        do {
            try await services(store: store, logger: logger).run()
        } catch {
            try? await store.close()
            throw error
        }
        try await store.close()
        unlink(directory.run)
    }

    private func services(store: SQLiteStore, logger: Logger) async throws -> ServiceGroup {
        let authorities = try Authorities(directory: directory)
        let certificate = try ServerCertificate(
            directory: directory, hosts: settings.hosts, authorities: authorities, logger: logger)
        for subscriber in authorities.subscribers {
            try await store.addSubscriber(SubscriberRecord(name: subscriber, createdAt: .system()))
        }

        let agentPort = try FreePort.resolve(settings.agentPort, address: address)
        let lot = ParkingLot()
        let connections = ConnectionRegistry()
        let broker = Broker(
            store: store, issuer: authorities, authorities: authorities, waker: lot, connections: connections,
            settings: brokerSettings(url: ServiceURL.text(host: settings.preferredHost, port: agentPort.number)), logger: logger)
        let report = ListeningReport(directory: directory, address: address)
        let agents = AgentPlane(
            service: broker.agents, lot: lot, connections: connections, credentials: certificate.tls, address: address,
            port: agentPort.number, limits: limits(), logger: logger, onListening: { await report.agentPlane(port: $0) })
        let operators = OperatorPlane(
            OperatorPlaneConfiguration(host: address, port: settings.apiPort.number), credentials: certificate.tls,
            service: broker.operators, logger: logger, onListening: { await report.operatorPlane(port: $0) })

        // Shut down from the last to the first: nobody is served any more when the core stops.
        let services: [any Service] = [
            BrokerTimers(broker: broker), certificate, SubscriberWatch(authorities: authorities, store: store, logger: logger),
            agents,
            operators,
        ]
        // At lower levels it would log the services with all that they hold.
        var lifecycleLogger = logger
        lifecycleLogger.logLevel = max(logger.logLevel, .notice)
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: lifecycleLogger)
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        return ServiceGroup(configuration: configuration)
    }

    private func brokerSettings(url: String) -> BrokerSettings {
        var chosen = BrokerSettings(brokers: [url], home: settings.home)
        if let life = settings.machineLifetime { chosen.machineLifetime = life.seconds }
        if let grace = settings.renewalGrace { chosen.renewalGrace = grace.seconds }
        return chosen
    }

    private func limits() -> AgentPlaneLimits {
        var limits = AgentPlaneLimits()
        limits.connections = min(limits.connections, max(64, OpenFiles.raiseLimit() - Self.reservedFiles))
        return limits
    }
}
