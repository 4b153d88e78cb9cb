import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// One machine's connection: one request at a time.
struct SwarmConnection: Sendable {
    private let channel: any Channel

    static func open(to broker: BrokerAddress, tls: NIOSSLContext, on loop: any EventLoop) async throws -> SwarmConnection {
        let channel = try await ClientBootstrap(group: loop)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // An address literal is matched against the IP SANs of the certificate, a name goes into SNI as well.
                    let name = (try? SocketAddress(ipAddress: broker.host, port: 0)) == nil ? broker.host : nil
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: name))
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(SwarmExchangeHandler(host: "\(broker.host):\(broker.port)"))
                }
            }
            .connect(host: broker.host, port: broker.port).get()
        return SwarmConnection(channel: channel)
    }

    struct Answer: Sendable {
        let status: Int
        let body: [UInt8]

        func expecting(_ status: Int) throws -> [UInt8] {
            guard self.status == status else {
                throw UnexpectedAnswer(status: self.status, body: String(decoding: body, as: UTF8.self))
            }
            return body
        }
    }

    struct UnexpectedAnswer: Error, CustomStringConvertible {
        let status: Int
        let body: String
        var description: String { "the broker answered \(status): \(body)" }
    }

    func post(_ path: String, _ body: [UInt8]) async throws -> Answer {
        try await send(path, body).get()
    }

    /// Posts the availability and posts it again whenever it is answered, until the connection is closed.
    func keepParked(_ body: [UInt8]) {
        send("/v1/availability", body).whenSuccess { _ in keepParked(body) }
    }

    func close() { channel.close(promise: nil) }

    private func send(_ path: String, _ body: [UInt8]) -> EventLoopFuture<Answer> {
        let promise = channel.eventLoop.makePromise(of: Answer.self)
        channel.writeAndFlush(SwarmExchange(path: path, body: body, answer: promise)).cascadeFailure(to: promise)
        return promise.futureResult
    }
}

/// A request on its way and the promise of its answer.
struct SwarmExchange: Sendable {
    let path: String
    let body: [UInt8]
    let answer: EventLoopPromise<SwarmConnection.Answer>
}

/// Writes one exchange's request and fulfils its promise with what comes back.
final class SwarmExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = SwarmExchange
    typealias OutboundOut = HTTPClientRequestPart

    private let host: String
    private var waiting: EventLoopPromise<SwarmConnection.Answer>?
    private var status = 0
    private var body: [UInt8] = []

    init(host: String) {
        self.host = host
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let exchange = unwrapOutboundIn(data)
        waiting = exchange.answer
        let headers: HTTPHeaders = [
            "host": host, "content-type": "application/json", "content-length": "\(exchange.body.count)",
        ]
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: exchange.path, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: exchange.body)))), promise: nil)
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            status = Int(head.status.code)
            body = []
        case .body(let part):
            body.append(contentsOf: part.readableBytesView)
        case .end:
            waiting?.succeed(SwarmConnection.Answer(status: status, body: body))
            waiting = nil
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(ChannelError.eof)
        context.fireChannelInactive()
    }

    private func fail(_ error: any Error) {
        waiting?.fail(error)
        waiting = nil
    }
}
