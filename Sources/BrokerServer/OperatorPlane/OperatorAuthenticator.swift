import BeckonIdentity
import BeckonWire
import BrokerCore
import HTTPTypes
import Hummingbird
import NIOCore

/// Decides, for each request anew, which operator sends it: reads the credential, and has the core judge it.
struct OperatorAuthenticator: Sendable {
    let access: any AccessService

    /// - Throws: `unauthenticated`, `wrongCertificate`, `certificateExpired`, `revoked` or `forbidden`.
    func caller(of request: Request, on channel: any Channel) async throws -> OperatorCaller {
        try await access.authenticate(
            try await credential(of: request, on: channel), from: channel.remoteAddress?.ipAddress)
    }

    private func credential(of request: Request, on channel: any Channel) async throws -> OperatorCredential {
        if let header = request.headers[.authorization] {
            // Not beside a certificate, silently: whoever sends a token means to be judged by it.
            guard header.lowercased().hasPrefix("bearer ") else {
                throw Problem(
                    .unauthenticated, "the Authorization header is not a bearer token",
                    hint: "send Authorization: Bearer TOKEN, or leave the header out and present an operator certificate")
            }
            return .token(String(header.dropFirst("bearer ".count)))
        }
        guard let peer = try await Self.peer(on: channel) else {
            throw Problem(
                .unauthenticated, "the request came without a credential",
                hint:
                    "present an operator certificate (TLS client certificate), such as the one in profile.json, or a bearer token"
            )
        }
        guard case .operator(let subscriber, let name) = peer.name else {
            throw Problem(
                .wrongCertificate, "\(peer.name.uri) is not an operator",
                hint: "machines and zero certificates talk to the agent plane")
        }
        return .certificate(subscriber: subscriber, name: name, serial: peer.serial, expiresAt: Timestamp(peer.notAfter))
    }

    private static func peer(on channel: any Channel) async throws -> VerifiedPeer? {
        try await channel.onEventLoop {
            let pipeline = channel.pipeline.syncOperations
            return try pipeline.handler(type: ConnectionIdentity.self).authentication.peer(on: pipeline)
        }
    }
}
