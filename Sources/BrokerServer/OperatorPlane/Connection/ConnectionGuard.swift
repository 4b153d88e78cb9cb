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
    /// Called when the client goes.
    var departure: (@Sendable () -> Void)?

    /// Whether nothing of an answer but its head was written yet.
    private var isHeadAlone = false
    private var isFlushDue = false
    /// Octets of bodies that were written since the last flush.
    private var unflushed = 0

    /// Until they are flushed nobody counts them against what the client has not read: more than this are not kept back.
    private static let gathered = 16 << 10

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
        departure?()
        departure = nil
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
        case .head(let head) where head.status.kind == .informational:
            // No answer yet: 100, say.
            context.write(data, promise: promise)
        case .head:
            isHeadAlone = true
            progress.wroteHead()
            context.write(data, promise: promise)
        case .body(let octets):
            isHeadAlone = false
            unflushed += octets.readableBytes
            context.write(data, promise: promise)
        case .end:
            isHeadAlone = false
            context.write(data, promise: promise)
            perform(progress.wroteEnd(), context)
            arm(context)
        }
    }

    /// Sends what one turn of the event loop wrote in one go: the head of a streamed answer with the first of its body, and the last of
    /// the body with the end.
    func flush(context: ChannelHandlerContext) {
        guard !isHeadAlone else { return }
        guard unflushed < Self.gathered else { return flushNow(context) }
        guard !isFlushDue else { return }
        isFlushDue = true
        context.eventLoop.assumeIsolated().execute {
            if self.isFlushDue { self.flushNow(context) }
        }
    }

    private func flushNow(_ context: ChannelHandlerContext) {
        isFlushDue = false
        unflushed = 0
        context.flush()
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        flushNow(context)
        context.close(mode: mode, promise: promise)
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
