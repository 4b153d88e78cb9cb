package import BeckonIdentity
package import FoundationEssentials
import NIOCore
package import NIOSSL
import Synchronization

/// What both planes' TLS stands on: the broker's own certificate and the authorities whose clients it knows.
///
/// Read anew for each connection and each request, so that authorities come and go and the broker's certificate is replaced without
/// a restart.
package final class TLSCredentials: Sendable {
    package struct Snapshot: Sendable {
        /// Grows whenever `verifier` is replaced: who was verified by an older one is verified again.
        package fileprivate(set) var generation: Int
        package fileprivate(set) var verifier: PeerVerifier
        /// For connections that must present a client certificate: the agent plane's.
        package fileprivate(set) var requiringCertificate: NIOSSLContext
        /// For connections that may present one: the operator plane's, which knows tokens too.
        package fileprivate(set) var askingForCertificate: NIOSSLContext
    }

    private let snapshot: Mutex<Snapshot>
    /// The clock by which certificates are judged.
    package let now: @Sendable () -> Date

    /// - Parameters:
    ///   - certificate: the broker's own, in PEM, the leaf first.
    ///   - key: its private key in PEM.
    package init(
        certificate: String, key: String, verifier: PeerVerifier, now: @escaping @Sendable () -> Date = { Date() }
    ) throws {
        self.now = now
        snapshot = Mutex(
            Snapshot(
                generation: 1, verifier: verifier,
                requiringCertificate: try Self.context(certificate, key, verification: .noHostnameVerification),
                askingForCertificate: try Self.context(certificate, key, verification: .optionalVerification)))
    }

    package var current: Snapshot { snapshot.withLock { $0 } }

    /// From now on these authorities alone are known; on open connections from their next request on.
    package func replace(verifier: PeerVerifier) {
        snapshot.withLock {
            $0.verifier = verifier
            $0.generation += 1
        }
    }

    /// New connections are served with this certificate; open ones go on with theirs.
    package func replace(certificate: String, key: String) throws {
        let requiring = try Self.context(certificate, key, verification: .noHostnameVerification)
        let asking = try Self.context(certificate, key, verification: .optionalVerification)
        snapshot.withLock {
            $0.requiringCertificate = requiring
            $0.askingForCertificate = asking
        }
    }

    private static func context(
        _ certificate: String, _ key: String, verification: CertificateVerification
    ) throws -> NIOSSLContext {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { NIOSSLCertificateSource.certificate($0) }
        let key = try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv13
        configuration.certificateVerification = verification
        // Clients are verified by `PeerAuthentication`; nothing that the system trusts may ever stand in for a subscriber's authority.
        configuration.trustRoots = .certificates([])
        configuration.applicationProtocols = ["http/1.1"]
        return try NIOSSLContext(configuration: configuration)
    }
}
