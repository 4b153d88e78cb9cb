import BeckonIdentity
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import NIOTLS
import Synchronization
import TestSupport

/// A small HTTPS server on the loopback that asks for a client certificate and answers as a test says.
final class TLSServer: Sendable {
    struct Request: Hashable, Sendable {
        let method: String
        let uri: String
        let contentType: String?
        let body: [UInt8]
    }

    struct Answer: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        var body = "{}"
        /// Never sent.
        static let never = Answer(status: 0)
    }

    private struct State {
        var requests: [Request] = []
        var connections = 0
        var closed = 0
        var waiting: [(condition: @Sendable (Seen) -> Bool, met: CheckedContinuation<Void, Never>)] = []
    }

    struct Seen: Sendable {
        let requests: [Request]
        let connections: Int
        let closed: Int
    }

    private let channel: any Channel
    private let state: SharedState

    /// - Parameters:
    ///   - identity: The server's key and certificate, in PEM.
    init(
        _ identities: TestIdentities, certificate: String? = nil, key: String? = nil, newestTLS: TLSVersion = .tlsv13,
        answer: @escaping @Sendable (Request) -> Answer
    ) async throws {
        let context = try NIOSSLContext.testServer(identities, certificate: certificate, key: key, newestTLS: newestTLS)
        let state = SharedState()
        self.state = state
        channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 16)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: context))
                    try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false)
                    try pipeline.addHandler(Handler(state: state, answer: answer))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    var url: String { "https://127.0.0.1:\(channel.localAddress?.port ?? 0)" }
    var seen: Seen { state.seen }

    /// Waits until what was seen is as the condition wants it.
    func until(_ condition: @escaping @Sendable (Seen) -> Bool) async { await state.until(condition) }

    func shutDown() async { try? await channel.close() }

    /// What the handlers of all connections saw.
    private final class SharedState: Sendable {
        private let state = Mutex(State())

        var seen: Seen {
            state.withLock { Seen(requests: $0.requests, connections: $0.connections, closed: $0.closed) }
        }

        func opened() { change { $0.connections += 1 } }
        func closed() { change { $0.closed += 1 } }
        func received(_ request: Request) { change { $0.requests.append(request) } }

        func until(_ condition: @escaping @Sendable (Seen) -> Bool) async {
            await withCheckedContinuation { continuation in
                change { $0.waiting.append((condition, continuation)) }
            }
        }

        private func change(_ body: (inout State) -> Void) {
            let met = state.withLock { state in
                body(&state)
                let seen = Seen(requests: state.requests, connections: state.connections, closed: state.closed)
                let met = state.waiting.filter { $0.condition(seen) }
                state.waiting.removeAll { $0.condition(seen) }
                return met.map(\.met)
            }
            for one in met { one.resume() }
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let state: SharedState
        private let answer: @Sendable (Request) -> Answer
        private var head: HTTPRequestHead?
        private var body: [UInt8] = []

        init(state: SharedState, answer: @escaping @Sendable (Request) -> Answer) {
            self.state = state
            self.answer = answer
        }

        func channelInactive(context: ChannelHandlerContext) { state.closed() }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .handshakeCompleted? = event as? TLSUserEvent { state.opened() }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                self.head = head
                body = []
            case .body(let part): body += part.readableBytesView
            case .end:
                guard let head else { return }
                let request = Request(
                    method: head.method.rawValue, uri: head.uri, contentType: head.headers.first(name: "content-type"), body: body
                )
                // First: whoever has the answer may look at once.
                state.received(request)
                respond(answer(request), context)
            }
        }

        private func respond(_ answer: Answer, _ context: ChannelHandlerContext) {
            guard answer.status != 0 else { return }
            var headers = HTTPHeaders(answer.headers.map { ($0.key, $0.value) })
            headers.add(name: "Content-Length", value: "\(answer.body.utf8.count)")
            let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: answer.status), headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
