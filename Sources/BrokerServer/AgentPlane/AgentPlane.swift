package import BrokerCore
package import Logging
package import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import ServiceLifecycle

/// The plane that machines call: HTTP/1.1 over mutual TLS, as docs/protocol.md has it.
///
/// Plain NIO, with a task for a request in work and none for one that is parked: a parked agent is what a broker has most of
/// (docs/decisions: the agent plane is NIO handlers).
package struct AgentPlane: Service {
    private let address: String
    private let port: Int
    private let group: any EventLoopGroup
    private let credentials: TLSCredentials
    private let context: AgentPlaneContext
    private let onListening: @Sendable (_ port: Int) async -> Void

    /// - Parameters:
    ///   - lot: where requests wait; the same that the service wakes.
    ///   - connections: whose connections are open; the same that the service closes.
    ///   - port: 0 takes a free one.
    ///   - onListening: called once, when connections are accepted, with the port that they are accepted at.
    package init(
        service: any AgentService, lot: ParkingLot, connections: ConnectionRegistry, credentials: TLSCredentials,
        address: String, port: Int,
        limits: AgentPlaneLimits = AgentPlaneLimits(),
        group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton, logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.address = address
        self.port = port
        self.group = group
        self.credentials = credentials
        self.onListening = onListening
        context = AgentPlaneContext(
            limits: limits, admission: AdmissionControl(limits: limits), lot: lot, connections: connections,
            handler: AgentRequestHandler(service: service, lot: lot), logger: logger)
    }

    /// Serves until graceful shutdown or cancellation: then takes no new connection, answers what is parked, and gives requests in
    /// work their time to end.
    /// - Throws: where the address cannot be had.
    package func run() async throws {
        let loops = try await EventLoops(group, interval: context.limits.deadlineInterval)
        let listener = try await bind(loops)
        await onListening(listener.localAddress?.port ?? 0)
        try await withTaskCancellationOrGracefulShutdownHandler {
            try await listener.closeFuture.get()
        } onCancelOrGracefulShutdown: {
            listener.close(promise: nil)
        }
        // The listener first: whoever is released asks again at once, and would be parked again.
        context.lot.close()
        await loops.shutDown(within: context.limits.shutdown)
    }

    private func bind(_ loops: EventLoops) async throws -> any Channel {
        let (context, credentials) = (context, credentials)
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // Small, for it is one of the few buffers that a parked connection keeps; a full output chunk is 256 of them.
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 4096))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Self.addHandlers(to: channel, context, credentials, loops.table(of: channel.eventLoop))
                }
            }
        do {
            return try await bootstrap.bind(host: address, port: port).get()
        } catch {
            throw ListenError(address: address, port: port, cause: error)
        }
    }

    private static func addHandlers(
        to channel: any Channel, _ context: AgentPlaneContext, _ credentials: TLSCredentials, _ table: ConnectionTable?
    ) throws {
        guard let table, context.admission.addConnection() else {
            context.logger.info("connection refused: too many are open")
            throw ChannelError.ioOnClosedChannel
        }
        let peer = PeerAuthentication(credentials: credentials, eventLoop: channel.eventLoop)
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = context.limits.headerField
        limits.maxHeaderListSize = context.limits.headerList
        limits.maxHeaderFieldCount = context.limits.headerFields
        let decoder = HTTPRequestDecoder(
            leftOverBytesStrategy: .dropBytes, informationalResponseStrategy: .drop, limitConfiguration: limits)
        let operations = channel.pipeline.syncOperations
        // The connection first: it has been counted, and gives that back when it is removed.
        let connection = AgentConnection(plane: context, table: table, peer: peer)
        try operations.addHandler(connection)
        try operations.addHandlers(
            // What the decoder leaves lying is the beginning of a head, or what follows an upgrade that nobody offered.
            [
                peer.handlerRequiringCertificate(),
                ByteToMessageHandler(decoder, maximumBufferSize: 4 * context.limits.headerList), HTTPResponseEncoder(),
            ],
            position: .before(connection))
    }
}
