import NIOCore
import NIOHTTP1

/// Writes a request's head and its body in one go: one record of TLS, one system call, one packet.
final class RequestEncoder: ChannelOutboundHandler {
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = ByteBuffer

    private var octets = ByteBuffer()

    /// A longer body follows its head by itself instead of being copied behind it.
    private static let copied = 16 << 10

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            octets = context.channel.allocator.buffer(capacity: 1024)
            octets.write(head)
        case .body(.byteBuffer(var body)):
            if body.readableBytes <= Self.copied {
                octets.writeBuffer(&body)
            } else {
                context.write(wrapOutboundOut(octets), promise: nil)
                octets = body
            }
        case .body(.fileRegion): promise?.fail(ChannelError.operationUnsupported)
        case .end:
            context.write(wrapOutboundOut(octets), promise: promise)
            octets = ByteBuffer()
        }
    }
}

extension ByteBuffer {
    fileprivate mutating func write(_ head: HTTPRequestHead) {
        writeString(head.method.rawValue)
        writeStaticString(" ")
        writeString(head.uri)
        writeStaticString(" HTTP/1.1\r\n")
        for (name, value) in head.headers {
            writeString(name)
            writeStaticString(": ")
            writeString(value)
            writeStaticString("\r\n")
        }
        writeStaticString("\r\n")
    }
}
