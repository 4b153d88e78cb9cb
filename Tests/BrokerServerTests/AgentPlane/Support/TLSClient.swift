import BeckonIdentity
import BeckonWire
import NIOCore
import NIOPosix
import NIOSSL
import Testing
import TestSupport

/// One connection that sends what a test wants, well-formed or not, and reads answers. For one task at a time.
final class TLSClient {
    let channel: any Channel
    private var received: AsyncStream<ByteBuffer>.Iterator
    private var octets: [UInt8] = []

    private init(_ channel: any Channel, _ received: AsyncStream<ByteBuffer>) {
        self.channel = channel
        self.received = received.makeAsyncIterator()
    }

    static func connect(
        port: Int, identity: TestIdentity?, trust: String, maximumVersion: TLSVersion? = nil
    ) async throws -> TLSClient {
        try await connect(
            port: port, certificate: identity?.certificate.pem, key: identity?.key.pem, trust: trust,
            maximumVersion: maximumVersion)
    }

    static func connect(
        port: Int, certificate: String?, key: String?, trust: String, maximumVersion: TLSVersion? = nil
    ) async throws -> TLSClient {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(trust.utf8)))
        configuration.maximumTLSVersion = maximumVersion
        if let certificate, let key {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8))
                .map { .certificate($0) }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
        }
        let context = try NIOSSLContext(configuration: configuration)
        return try await connect(port: port) { channel in
            try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: context, serverHostname: "localhost"))
        }
    }

    /// Without TLS.
    static func connectPlainly(port: Int) async throws -> TLSClient { try await connect(port: port) { _ in } }

    private static func connect(
        port: Int, addTLS: @escaping @Sendable (any Channel) throws -> Void
    ) async throws -> TLSClient {
        let (stream, continuation) = AsyncStream<ByteBuffer>.makeStream()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try addTLS(channel)
                    try channel.pipeline.syncOperations.addHandler(Collector(continuation))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return TLSClient(channel, stream)
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ octets: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: octets)) }

    /// A whole request.
    func request(
        _ method: String, _ path: String, body: String? = nil, headers: [String] = []
    ) async throws -> HTTPAnswer {
        try await send(Self.text(method, path, body: body, headers: headers))
        return try #require(try await answer(bodiless: method == "HEAD"))
    }

    static func text(_ method: String, _ path: String, body: String? = nil, headers: [String] = []) -> String {
        let length = body.map { ["Content-Length: \($0.utf8.count)"] } ?? []
        let head = (["\(method) \(path) HTTP/1.1", "Host: localhost"] + length + headers).joined(separator: "\r\n")
        return head + "\r\n\r\n" + (body ?? "")
    }

    static func availability(wait: Int, capacity: Int = 1) -> String {
        text("POST", "/v1/availability", body: #"{"capacity": \#(capacity), "holding": [], "wait": \#(wait)}"#)
    }

    /// The next answer; nil where the server closes instead.
    func answer(bodiless: Bool = false) async throws -> HTTPAnswer? {
        while true {
            if let answer = HTTPAnswer.take(from: &octets, bodiless: bodiless) { return answer }
            guard let buffer = await received.next() else { return nil }
            octets += buffer.readableBytesView
        }
    }

    /// Waits for the end of the connection; what still comes before is given back.
    func rest() async -> [UInt8] {
        while let buffer = await received.next() { octets += buffer.readableBytesView }
        return octets
    }

    func close() async { try? await channel.close() }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let continuation: AsyncStream<ByteBuffer>.Continuation

        init(_ continuation: AsyncStream<ByteBuffer>.Continuation) { self.continuation = continuation }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { continuation.yield(unwrapInboundIn(data)) }
        func channelInactive(context: ChannelHandlerContext) { continuation.finish() }
        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
            continuation.finish()
        }
    }
}
