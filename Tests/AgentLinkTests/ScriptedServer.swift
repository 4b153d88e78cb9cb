import BeckonIdentity
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import TestSupport

/// A TLS server on the loopback that says to each request exactly the octets that a test wants, HTTP or not.
final class ScriptedServer: Sendable {
    /// What follows a request.
    struct Step: Sendable {
        var octets = ""
        var closes = false

        static let silence = Step()
        static func answer(_ body: String, headers: String = "", closes: Bool = false) -> Step {
            Step(octets: "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)", closes: closes)
        }
    }

    /// Counted from 1.
    struct Place: Hashable, Sendable {
        let connection: Int
        let request: Int
    }

    struct Seen: Sendable {
        var requests: [Place] = []
        var opened = 0
        var closed = 0
        /// The most that were open at the same time.
        var most = 0
        /// Connections that TLS is not answered on.
        var held = 0
    }

    private struct State {
        var seen = Seen()
        var channels: [any Channel] = []
        var waiting: [(condition: @Sendable (Seen) -> Bool, met: CheckedContinuation<Void, Never>)] = []
    }

    let port: Int
    private let listener: any Channel
    private let state: Log

    /// - Parameter holding: So many connections, the first ones, get no answer to their TLS handshake.
    init(
        _ identities: TestIdentities, certificate: String? = nil, host: String = "127.0.0.1", holding: Int = 0,
        script: @escaping @Sendable (Place) -> Step
    ) async throws {
        let context = try NIOSSLContext.testServer(identities, certificate: certificate)
        let state = Log()
        self.state = state
        listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 256)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard !state.hold(channel, atMost: holding) else { return }
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: context))
                    try pipeline.addHandler(Handler(state: state, script: script))
                }
            }
            .bind(host: host, port: 0).get()
        port = listener.localAddress?.port ?? 0
    }

    var url: String { "https://127.0.0.1:\(port)" }
    var seen: Seen { state.seen }

    func until(_ condition: @escaping @Sendable (Seen) -> Bool) async { await state.until(condition) }

    /// Closes what is open; the server goes on listening.
    func closeConnections() { for channel in state.channels { channel.close(promise: nil) } }

    func shutDown() async {
        try? await listener.close()
        closeConnections()
    }

    private final class Log: Sendable {
        private let state = Mutex(State())

        var seen: Seen { state.withLock { $0.seen } }
        var channels: [any Channel] { state.withLock { $0.channels } }

        func opened(_ channel: any Channel) -> Int {
            change { state in
                state.channels.append(channel)
                state.seen.opened += 1
                state.seen.most = max(state.seen.most, state.seen.opened - state.seen.closed)
                return state.seen.opened
            }
        }

        func closed(_ channel: any Channel) {
            change { state in
                state.channels.removeAll { $0 === channel }
                state.seen.closed += 1
            }
        }

        func hold(_ channel: any Channel, atMost limit: Int) -> Bool {
            change { state in
                guard state.seen.held < limit else { return false }
                state.channels.append(channel)
                state.seen.held += 1
                return true
            }
        }

        func received(_ place: Place) { change { $0.seen.requests.append(place) } }

        func until(_ condition: @escaping @Sendable (Seen) -> Bool) async {
            await withCheckedContinuation { continuation in change { $0.waiting.append((condition, continuation)) } }
        }

        private func change<Value>(_ body: (inout State) -> Value) -> Value {
            let (value, met) = state.withLock { state in
                let value = body(&state)
                let met = state.waiting.filter { $0.condition(state.seen) }
                state.waiting.removeAll { $0.condition(state.seen) }
                return (value, met.map(\.met))
            }
            for one in met { one.resume() }
            return value
        }
    }

    /// Takes what comes as one request once it is as long as it says.
    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let state: Log
        private let script: @Sendable (Place) -> Step
        private var connection = 0
        private var requests = 0
        private var text = ""

        init(state: Log, script: @escaping @Sendable (Place) -> Step) {
            self.state = state
            self.script = script
        }

        func channelActive(context: ChannelHandlerContext) { connection = state.opened(context.channel) }
        func channelInactive(context: ChannelHandlerContext) { state.closed(context.channel) }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            guard let head = text.firstRange(of: "\r\n\r\n"), let length = Self.contentLength(text[..<head.lowerBound]),
                text[head.upperBound...].utf8.count >= length
            else { return }
            text = ""
            requests += 1
            let place = Place(connection: connection, request: requests)
            let step = script(place)
            state.received(place)
            if !step.octets.isEmpty { context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: step.octets)), promise: nil) }
            if step.closes { context.close(promise: nil) }
        }

        private static func contentLength(_ head: Substring) -> Int? {
            head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
                .flatMap { Int($0.dropFirst("content-length: ".count)) }
        }
    }
}

extension NIOSSLContext {
    /// As a broker's: it wants a certificate of a machine of `acme`.
    static func testServer(
        _ identities: TestIdentities, certificate: String? = nil, key: String? = nil, newestTLS: TLSVersion = .tlsv13
    ) throws -> NIOSSLContext {
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array((certificate ?? identities.serverCertificate.pem).utf8))
                .map { .certificate($0) },
            privateKey: .privateKey(
                try NIOSSLPrivateKey(bytes: Array((key ?? identities.serverKey.pem).utf8), format: .pem)))
        tls.minimumTLSVersion = newestTLS
        tls.maximumTLSVersion = newestTLS
        tls.certificateVerification = .noHostnameVerification
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(identities.acme.certificatePEM.utf8)))
        return try NIOSSLContext(configuration: tls)
    }
}
