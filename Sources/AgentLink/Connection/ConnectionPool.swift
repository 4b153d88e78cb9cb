import BeckonIdentity
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// The connections to a broker: one per exchange that goes on, and those that are kept for the next ones.
///
/// The one that was used last is used first, so that the others become idle for good and are closed. Confined to the event loop.
final class ConnectionPool {
    private struct Idle {
        let connection: BrokerConnection
        let since: NIODeadline
    }

    private let eventLoop: any EventLoop
    private var tls: NIOSSLContext
    /// Counts the credentials; a connection that was opened with an older one is not kept.
    private var credential = 0
    /// Whom was asked last. Nothing is kept to the others.
    private var broker: BrokerAddress?
    private var idle: [Idle] = []
    /// Connections that are being opened, are used, or are idle.
    private var open = 0
    private var waiting = CircularBuffer<ExchangeCall>()
    private var calls: [Int: ExchangeCall] = [:]
    private var lastID = 0
    private var sweep: Scheduled<Void>?
    private var isShutDown = false

    static let limit = 64
    private static let idleLimit = TimeAmount.seconds(120)
    private static let connectLimit = TimeAmount.seconds(10)
    /// An answer's head.
    private static let headLimits = {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 8 << 10
        limits.maxHeaderListSize = 16 << 10
        limits.maxHeaderFieldCount = 64
        return limits
    }()

    init(tls: NIOSSLContext, eventLoop: any EventLoop) {
        self.tls = tls
        self.eventLoop = eventLoop
    }

    // MARK: What callers ask

    func makeID() -> Int {
        lastID += 1
        return lastID
    }

    /// - Parameter id: What withdraws it.
    func start(_ call: ExchangeCall, id: Int) {
        guard !isShutDown else { return call.finish(.failure(.notSent("the connections are closed"))) }
        calls[id] = call
        prefer(call.broker)
        if !call.isRepeated, let kept = idle.popLast() { return kept.connection.begin(call) }
        if open < Self.limit { connect(for: call) } else { waiting.append(call) }
    }

    func withdraw(_ id: Int) { calls[id]?.giveUp(.withdrawn) }

    func forget(_ id: Int) { calls[id] = nil }

    /// New connections are made with these; what goes on is finished on the connection that it has. What still waits for a connection
    /// to be set up gets another one: a broker that sees the old credential in a handshake after the new one has been used takes it
    /// for a copy of this machine.
    func use(_ tls: NIOSSLContext) {
        self.tls = tls
        credential += 1
        closeIdle()
        for call in calls.values where call.connection?.hasSent == false { call.giveUp(.superseded) }
    }

    func shutDown() {
        isShutDown = true
        sweep?.cancel()
        for call in calls.values { call.giveUp(.noAnswer("the connections are closed")) }
        closeIdle()
    }

    // MARK: What connections say

    /// A connection has brought its answer and can bring another.
    func released(_ connection: BrokerConnection) {
        guard !isShutDown, connection.broker == broker, connection.credential == credential else { return connection.close() }
        while let call = waiting.popFirst() {
            if call.isOver { continue }
            guard call.broker == connection.broker else {
                // The connection's end makes room for one to the broker that is wanted.
                waiting.prepend(call)
                return connection.close()
            }
            return connection.begin(call)
        }
        idle.append(Idle(connection: connection, since: eventLoop.now))
        scheduleSweep()
    }

    func closed(_ connection: BrokerConnection) {
        idle.removeAll { $0.connection === connection }
        madeRoom()
    }

    private func madeRoom() {
        open -= 1
        while open < Self.limit, let call = waiting.popFirst() {
            if !call.isOver { connect(for: call) }
        }
    }

    // MARK: Opening

    private func connect(for call: ExchangeCall) {
        open += 1
        let credential = credential
        Self.open(to: call.broker, tls: tls, credential: credential, on: eventLoop).assumeIsolated().whenComplete {
            [self] result in
            do {
                let connection = try result.get().pipeline.syncOperations.handler(type: BrokerConnection.self)
                connection.pool = self
                if call.isOver || isShutDown { return connection.close() }
                guard credential == self.credential else {
                    connection.close()
                    return call.finish(.failure(.superseded))
                }
                connection.begin(call)
            } catch {
                madeRoom()
                call.finish(.failure(.notSent(FailureReason.text(of: error))))
            }
        }
    }

    private static func open(
        to broker: BrokerAddress, tls: NIOSSLContext, credential: Int, on eventLoop: any EventLoop
    ) -> EventLoopFuture<any Channel> {
        // An address is matched with the IP addresses of the certificate, a name goes into SNI as well.
        let address = try? SocketAddress(ipAddress: broker.host, port: broker.port)
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(connectLimit)
            // One read brings an answer; another one would only hear that there is no more.
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandlers([
                        NIOSSLClientHandler(context: tls, serverHostname: address == nil ? broker.host : nil), RequestEncoder(),
                        ByteToMessageHandler(
                            HTTPResponseDecoder(informationalResponseStrategy: .forward, limitConfiguration: headLimits)),
                        BrokerConnection(to: broker, credential: credential),
                    ])
                }
            }
        return if let address { bootstrap.connect(to: address) } else { bootstrap.connect(host: broker.host, port: broker.port) }
    }

    // MARK: Keeping

    private func prefer(_ broker: BrokerAddress) {
        guard self.broker != broker else { return }
        self.broker = broker
        closeIdle()
    }

    private func closeIdle() {
        let idle = idle
        self.idle = []
        for one in idle { one.connection.close() }
    }

    private func scheduleSweep() {
        guard sweep == nil, let oldest = idle.first else { return }
        sweep = eventLoop.assumeIsolated().scheduleTask(deadline: oldest.since + Self.idleLimit) { [self] in
            sweep = nil
            let old = idle.prefix { $0.since + Self.idleLimit <= eventLoop.now }
            idle.removeFirst(old.count)
            for one in old { one.connection.close() }
            scheduleSweep()
        }
    }
}
