import BeckonIdentity
import NIOCore
import NIOHTTP1
import NIOSSL
import NIOTLS

/// One connection to a broker: feeds what happens on it to its `ConnectionMachine`, and does what that says.
final class BrokerConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    let broker: BrokerAddress
    /// Which of the client's credentials it was opened with.
    let credential: Int
    /// Told when the connection is free again, and when it has ended. Set once it is open.
    weak var pool: ConnectionPool?

    private var machine = ConnectionMachine()
    private var call: ExchangeCall?
    private var context: ChannelHandlerContext?
    private var handshakeTimer: Scheduled<Void>?

    private static let handshakeLimit = TimeAmount.seconds(10)

    init(to broker: BrokerAddress, credential: Int) {
        self.broker = broker
        self.credential = credential
    }

    var isIdle: Bool { machine.isIdle }
    var hasSent: Bool {
        switch machine.state {
        case .handshaking: false
        case .idle, .waiting, .receiving, .closed: true
        }
    }

    func begin(_ call: ExchangeCall) {
        self.call = call
        call.connection = self
        perform(machine.begin())
    }

    /// The exchange is given up.
    func abandon() {
        call = nil
        perform(machine.abandon())
    }

    func close() { perform(machine.abandon()) }

    // MARK: The channel's events

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        handshakeTimer?.cancel()
    }

    func channelActive(context: ChannelHandlerContext) {
        handshakeTimer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.handshakeLimit) { [self] in
            perform(machine.ended("TLS was not set up within \(Self.handshakeLimit.nanoseconds / 1_000_000_000) s"))
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeCompleted? = event as? TLSUserEvent else { return }
        handshakeTimer?.cancel()
        handshakeTimer = nil
        perform(machine.handshakeCompleted())
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): perform(machine.head(head))
        case .body(let part): perform(machine.body(part))
        case .end: perform(machine.end())
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case is HTTPParserError, is NIOHTTPDecoderError: perform(machine.garbled("what it says is not HTTP/1.1 (\(error))"))
        default: perform(machine.ended(FailureReason.text(of: error)))
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        perform(machine.ended("it closed the connection"))
        pool?.closed(self)
    }

    // MARK: What the machine says

    private func perform(_ action: ConnectionMachine.Action) {
        switch action {
        case .none: break
        case .send: send()
        case .answer(let answer, let isKept):
            let call = takeCall()
            // First of all: what follows the answer may well take this very connection.
            if isKept { pool?.released(self) } else { context?.close(promise: nil) }
            call?.finish(.success(answer))
        case .fail(let failure):
            let call = takeCall()
            context?.close(promise: nil)
            call?.finish(.failure(failure))
        case .close: context?.close(promise: nil)
        }
    }

    private func takeCall() -> ExchangeCall? {
        defer { call = nil }
        return call
    }

    private func send() {
        guard let context, let request = call?.request else { return }
        let headers: HTTPHeaders = [
            "Host": broker.authority, "Content-Type": request.contentType, "Content-Length": "\(request.body.count)",
            "Accept": "application/json", "User-Agent": "beckon-agent",
        ]
        let head = HTTPRequestHead(version: .http1_1, method: request.method, uri: request.path, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: request.body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}

extension BrokerAddress {
    /// As in a URL and in the header `Host`.
    var authority: String { host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
