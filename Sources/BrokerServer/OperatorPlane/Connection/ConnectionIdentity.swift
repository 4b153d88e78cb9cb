import NIOCore

/// Keeps what is known about the client in its connection's pipeline, where the request's handler finds it.
final class ConnectionIdentity: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    let authentication: PeerAuthentication

    init(_ authentication: PeerAuthentication) {
        self.authentication = authentication
    }
}
