package import BeckonIdentity
package import BeckonWire
import FoundationEssentials
package import NIOCore
package import NIOSSL

/// Tells who is at the other end of one connection, on every request anew.
///
/// The signature is checked once, during the handshake. TLS resumption bypasses that check: BoringSSL takes the certificate from the
/// session and asks nobody, and nio-ssl issues session tickets without a way to stop it. So where the handshake left no verdict, the
/// leaf that the session carries is verified at the first request, and so it is when the authorities have changed since.
package struct PeerAuthentication: Sendable {
    private struct Verdict {
        let generation: Int
        let peer: VerifiedPeer
    }

    private let credentials: TLSCredentials
    private let verdict: NIOLoopBoundBox<Verdict?>

    /// Call on the event loop of the connection.
    package init(credentials: TLSCredentials, eventLoop: any EventLoop) {
        self.credentials = credentials
        verdict = NIOLoopBoundBox(nil, eventLoop: eventLoop)
    }

    /// The clock by which certificates are judged.
    var now: Timestamp { Timestamp(milliseconds: Int64(credentials.now().timeIntervalSince1970 * 1000)) }

    /// The TLS handler of a connection that must present a certificate.
    package func handlerRequiringCertificate() -> NIOSSLServerHandler { handler(credentials.current.requiringCertificate) }

    /// The TLS handler of a connection that may present a certificate.
    package func handlerAskingForCertificate() -> NIOSSLServerHandler { handler(credentials.current.askingForCertificate) }

    private func handler(_ context: NIOSSLContext) -> NIOSSLServerHandler {
        let (credentials, verdict) = (credentials, verdict)
        return NIOSSLServerHandler(
            context: context,
            customVerificationCallbackWithMetadata: { certificates, promise in
                // nio-ssl calls this on the connection's event loop, which the box asserts.
                do {
                    let current = credentials.current
                    guard let leaf = certificates.first else { return promise.succeed(.failed) }
                    let peer = try current.verifier.authenticate(leafDER: leaf.toDERBytes())
                    verdict.value = Verdict(generation: current.generation, peer: peer)
                    promise.succeed(.certificateVerified(VerificationMetadata(nil)))
                } catch {
                    promise.succeed(.failed)
                }
            })
    }

    /// Who the client is, verified for this very request; nil where it has presented no certificate. Call on the event loop.
    /// - Parameter isAllowedExpired: whose certificate may have expired: whoever asks then judges that itself.
    /// - Throws: `wrongCertificate` or `certificateExpired`.
    package func peer(
        on pipeline: ChannelPipeline.SynchronousOperations, allowingExpired isAllowedExpired: (PeerName) -> Bool = { _ in false }
    ) throws(Problem) -> VerifiedPeer? {
        let current = credentials.current
        do throws(IdentityError) {
            guard let peer = try authenticated(by: current, on: pipeline) else { return nil }
            do throws(IdentityError) {
                try peer.judge(now: credentials.now())
            } catch {
                guard error.code == .expired, isAllowedExpired(peer.name) else { throw error }
            }
            return peer
        } catch {
            throw Problem(error.code == .expired ? .certificateExpired : .wrongCertificate, error.message, hint: error.hint)
        }
    }

    private func authenticated(
        by current: TLSCredentials.Snapshot, on pipeline: ChannelPipeline.SynchronousOperations
    ) throws(IdentityError) -> VerifiedPeer? {
        if let known = verdict.value, known.generation == current.generation { return known.peer }
        guard let leaf = try? pipeline.nioSSL_peerCertificate() else { return nil }
        guard let der = try? leaf.toDERBytes() else {
            throw IdentityError(.malformedCertificate, "the client's certificate cannot be read")
        }
        let peer = try current.verifier.authenticate(leafDER: der)
        verdict.value = Verdict(generation: current.generation, peer: peer)
        return peer
    }
}
