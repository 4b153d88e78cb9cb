import BeckonIdentity
import BeckonWire
import BrokerCore
import HTTPTypes
import Hummingbird
import NIOCore

/// Decides, for each request anew, which operator sends it. Whatever credential an operator can have is judged here and nowhere else.
struct OperatorAuthenticator: Sendable {
    /// - Throws: `unauthenticated`, `wrongCertificate` or `certificateExpired`.
    func caller(of request: Request, on channel: any Channel) async throws -> OperatorCaller {
        if request.headers[.authorization] != nil {
            throw Problem(
                .unauthenticated, "the Authorization header is not taken: tokens are not enabled on this broker",
                hint: "leave the header out and present an operator certificate (TLS client certificate)")
        }
        guard let peer = try await Self.peer(on: channel) else {
            throw Problem(
                .unauthenticated, "the request came without a credential",
                hint: "present an operator certificate (TLS client certificate), such as the one in profile.json")
        }
        guard case .operator(let subscriber, let name) = peer.name else {
            throw Problem(
                .wrongCertificate, "\(peer.name.uri) is not an operator",
                hint: "machines and zero certificates talk to the agent plane")
        }
        // Every operator certificate is an admin's until operators have records.
        return OperatorCaller(name: name, subscriber: subscriber, role: .admin, address: channel.remoteAddress?.ipAddress)
    }

    private static func peer(on channel: any Channel) async throws -> VerifiedPeer? {
        try await channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            return try pipeline.handler(type: ConnectionIdentity.self).authentication.peer(on: pipeline)
        }.get()
    }
}
