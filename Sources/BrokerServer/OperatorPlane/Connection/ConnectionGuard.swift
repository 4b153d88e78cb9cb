import BeckonWire
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOSSL

/// Cuts off clients that are slow, stalled or talk nonsense, and tells them why where HTTP allows it.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: OperatorPlaneConfiguration.Limits
    private var progress = RequestProgress()
    private var armed: RequestProgress.Waiting?
    private var deadline: Scheduled<Void>?
    private var stall: Scheduled<Void>?

    init(limits: OperatorPlaneConfiguration.Limits) {
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) { arm(context) }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
        stall?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        stall?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard progress.isOpen else { return }
        switch unwrapInboundIn(data) {
        case .head: progress.readHead()
        case .body: break
        case .end: progress.readEnd()
        }
        arm(context)
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head:
            progress.wroteHead()
            context.write(data, promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            context.write(data, promise: promise)
            perform(progress.wroteEnd(), context)
            arm(context)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stall?.cancel()
        if !context.channel.isWritable {
            stall = schedule(limits.stalled, context) { $1.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error {
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError, is NIOSSLCloseTimedOutError, is IOError, is ChannelError:
            context.fireErrorCaught(error)
            context.close(promise: nil)
        case HTTPParserError.headerOverflow:
            perform(progress.failed(.headersTooLarge), context)
        default:
            perform(progress.failed(.badRequest), context)
        }
    }

    private func arm(_ context: ChannelHandlerContext) {
        let waiting = progress.waiting
        guard waiting != armed else { return }
        armed = waiting
        deadline?.cancel()
        let milliseconds: Int
        switch waiting {
        case .firstHead: milliseconds = limits.firstHead
        case .body: milliseconds = limits.bodyArrival
        case .nextHead: milliseconds = limits.idle
        case .answer:
            deadline = nil
            return
        }
        deadline = schedule(milliseconds, context) { guardian, context in
            guardian.perform(guardian.progress.expired(), context)
        }
    }

    private func schedule(
        _ milliseconds: Int, _ context: ChannelHandlerContext,
        _ body: @escaping (ConnectionGuard, ChannelHandlerContext) -> Void
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(milliseconds))) {
            body(self, context)
        }
    }

    private func perform(_ action: RequestProgress.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .nothing: break
        case .close: context.close(promise: nil)
        case .refuse(let kind): refuse(kind, context)
        }
    }

    private func refuse(_ kind: ProblemKind, _ context: ChannelHandlerContext) {
        let response = Problem(kind, Self.detail(of: kind)).head(closing: true)
        context.write(wrapOutboundOut(.head(response.head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: response.body))), promise: nil)
        let flushed = context.eventLoop.makePromise(of: Void.self)
        flushed.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: flushed)
    }

    private static func detail(of kind: ProblemKind) -> String {
        switch kind {
        case .requestTimeout: "the body did not arrive in time"
        case .headersTooLarge: "the header fields are larger than this broker takes"
        default: "this is not a request in HTTP/1.1"
        }
    }
}
