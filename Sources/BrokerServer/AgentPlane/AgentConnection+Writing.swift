import BeckonWire
import Logging
import NIOCore
import NIOHTTP1

extension AgentConnection {
    func write(_ answer: AgentAnswer, closing: Bool, bodiless: Bool, to context: ChannelHandlerContext) {
        if let problem = answer.problem { log(problem, context) }
        var head = answer.head(closing: closing)
        // With it a machine whose clock is wrong can say so.
        if answer.problem != nil { head.headers.add(name: "date", value: HTTPDate.text(of: peer.now)) }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !bodiless, !answer.body.isEmpty {
            let body = context.channel.allocator.buffer(bytes: answer.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    /// Refusals that a broken or a hostile client earns are for whoever looks after the fleet; the others belong to the protocol's
    /// everyday life.
    private func log(_ problem: Problem, _ context: ChannelHandlerContext) {
        let level: Logger.Level = [400, 401, 403, 500, 503].contains(problem.kind.status) ? .info : .debug
        plane.logger.log(
            level: level, "request refused",
            metadata: [
                "request": "\(requestLine)", "problem": "\(problem.kind.rawValue)", "detail": "\(PrintableText(problem.detail))",
                "client": "\(context.channel.remoteAddress?.description ?? "unknown")",
            ])
    }
}

extension Problem {
    /// What the decoder of HTTP found wrong; nil for every other error, which leaves nobody to answer.
    init?(decoding error: any Error) {
        switch error {
        case HTTPParserError.headerOverflow:
            self.init(.headersTooLarge, "the request's head is too large")
        case is HTTPParserError, is NIOHTTPDecoderError:
            self.init(.badRequest, "what arrived is not HTTP/1.1")
        default: return nil
        }
    }
}
