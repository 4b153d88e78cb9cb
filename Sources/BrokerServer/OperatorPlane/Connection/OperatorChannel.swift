import HummingbirdCore
import Logging
import NIOCore

/// Sets up one operator's connection: TLS with whatever certificate and authorities are current, then Hummingbird's HTTP/1.1.
///
/// HummingbirdTLS would keep one TLS context for good and tell nobody who the client is.
struct OperatorChannel: ServerChildChannel {
    private let http: HTTP1Channel
    private let credentials: TLSCredentials

    init(
        responder: @escaping HTTPChannelHandler.Responder, credentials: TLSCredentials,
        limits: OperatorPlaneConfiguration.Limits
    ) {
        self.credentials = credentials
        http = HTTP1Channel(
            responder: responder,
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [ConnectionGuard(limits: limits)],
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.headers, maxHeaderListSize: limits.headers, maxHeaderFieldCount: 100)))
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            // Hummingbird keeps a connection open whose client has closed its side; then a client that has gone away would be
            // noticed only when something is written to it.
            try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: false)
            let authentication = PeerAuthentication(credentials: credentials, eventLoop: channel.eventLoop)
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(authentication.handlerAskingForCertificate())
            try pipeline.addHandler(ConnectionIdentity(authentication))
        }.flatMap {
            http.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await http.handle(value: value, logger: logger)
    }
}
