package import BrokerCore
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// The operator plane: what people and CI jobs reach over HTTPS (docs/protocol.md).
///
/// It serves until it is shut down gracefully: then event streams end, requests under way are answered, and idle connections are
/// closed.
package struct OperatorPlane: Service {
    private let configuration: OperatorPlaneConfiguration
    private let credentials: TLSCredentials
    private let service: any OperatorService
    private let logger: Logger
    private let onListening: @Sendable (_ port: Int) async -> Void

    /// - Parameter onListening: called once, when connections are accepted, with the port that they are accepted at.
    package init(
        _ configuration: OperatorPlaneConfiguration, credentials: TLSCredentials, service: any OperatorService, logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.credentials = credentials
        self.service = service
        self.logger = logger
        self.onListening = onListening
    }

    package func run() async throws {
        // Hummingbird greets every server that it starts; the broker says itself where it listens.
        var logger = logger
        logger.logLevel = max(logger.logLevel, .notice)
        let onListening = onListening
        // One thread for all operators: they are few, and what one of them asks for never holds up a machine. It is not shut down, and lasts
        // as long as the process: Hummingbird's graceful shutdown waits for its connections in a task that nobody waits for, and that may
        // turn to the event loop when `run` has returned. A loop that has been shut down must not be used.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let application = Application(
            responder: router().buildResponder(),
            server: HTTPServerBuilder { [credentials, configuration] responder in
                OperatorChannel(responder: responder, credentials: credentials, limits: configuration.limits)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.limits.connections)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? 0) },
            eventLoopGroupProvider: .shared(group),
            logger: logger)
        try await withTaskExecutorPreference(EventLoopTaskExecutor(group.next())) { try await application.run() }
    }

    private func router() -> Router<OperatorRequestContext> {
        let routes = OperatorRoutes.all(service: service, limits: configuration.limits)
        let authenticator = OperatorAuthenticator(access: service)
        let router = Router(context: OperatorRequestContext.self)
        router.add(middleware: ProblemMiddleware(routes: routes))
        for route in routes {
            router.on(RouterPath(route.path), method: route.method) { request, context in
                try await route.answer(request, context, authenticator)
            }
        }
        return router
    }
}
