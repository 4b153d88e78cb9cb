import Crypto
package import FoundationEssentials
import SwiftASN1
import X509

/// Tells who a client is by its certificate.
///
/// The leaf's signature is checked directly against the authorities' keys, without building paths: every authority is a root
/// with path length 0, so the leaf is all there is to a chain. Such a check is also cheaper, which counts when a fleet
/// reconnects at once.
///
/// A value: make a new one when authorities come or go.
package struct PeerVerifier: Sendable {
    private struct Anchor: Sendable {
        let subscriber: String
        let key: Certificate.PublicKey
        let notAfter: Date
    }

    private let anchors: [DistinguishedName: [Anchor]]

    /// - Parameter authorities: a subscriber's name to the DER of its authorities' certificates.
    /// - Throws: `.malformedAuthority`, `.unsupportedKeyType`; `.wrongSubscriber` where an authority is listed under another's
    ///   name.
    package init(authorities: [String: [[UInt8]]]) throws(IdentityError) {
        var anchors: [DistinguishedName: [Anchor]] = [:]
        for (subscriber, certificates) in authorities {
            for der in certificates {
                let authority = try TrustedAuthority(der: der)
                guard authority.owner == .subscriber(subscriber) else {
                    throw IdentityError(
                        .wrongSubscriber, "an authority listed for subscriber \(IdentityError.quoted(subscriber)) is not its own")
                }
                anchors[authority.certificate.subject, default: []].append(
                    Anchor(
                        subscriber: subscriber, key: authority.certificate.publicKey,
                        notAfter: authority.certificate.notValidAfter))
            }
        }
        self.anchors = anchors
    }

    /// Proves everything about a certificate, its time included.
    /// - Throws: as ``authenticate(leafDER:)`` and ``VerifiedPeer/judge(now:)``.
    package func verify(leafDER: [UInt8], now: Date) throws(IdentityError) -> VerifiedPeer {
        let peer = try authenticate(leafDER: leafDER)
        try peer.judge(now: now)
        return peer
    }

    /// Proves everything about a certificate but its time: for a connection that judges that on each request, and for the one
    /// request that an expired certificate may still make.
    /// - Throws: `.malformedCertificate`, `.unknownAuthority`, `.badSignature`, `.wrongSubscriber`, and as
    ///   ``ClientCertificate/init(der:)``.
    package func authenticate(leafDER: [UInt8]) throws(IdentityError) -> VerifiedPeer {
        let leaf = try ClientCertificate.parse(leafDER)
        // The signature first: what a stranger wrote is not worth a closer look.
        guard let candidates = anchors[leaf.issuer] else {
            throw IdentityError(
                .unknownAuthority, "no authority here is the certificate's issuer \(IdentityError.quoted("\(leaf.issuer)"))")
        }
        guard let issuer = candidates.first(where: { $0.key.isValidSignature(leaf.signature, for: leaf) }) else {
            throw IdentityError(.badSignature, "the certificate is not signed by the authority of \(candidates[0].subscriber)")
        }
        let certificate = try ClientCertificate(leaf, der: leafDER)
        guard certificate.name.subscriber == issuer.subscriber else {
            throw IdentityError(
                .wrongSubscriber, "the authority of subscriber \(issuer.subscriber) cannot vouch for \(certificate.name.uri)")
        }
        return VerifiedPeer(certificate, authorityEnd: issuer.notAfter)
    }
}
