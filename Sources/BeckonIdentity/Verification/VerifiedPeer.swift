package import FoundationEssentials

/// A peer whose certificate an authority of its own subscriber has signed. Small, so that a connection keeps it and judges its
/// time, and looks up its revocation, on every request.
package struct VerifiedPeer: Hashable, Sendable {
    package let certificate: ClientCertificate
    /// The end of the certificate's time or of its authority's, whichever comes first.
    package let notAfter: Date

    package var name: PeerName { certificate.name }
    package var serial: String { certificate.serial }
    package var fingerprint: String { certificate.fingerprint }
    package var keyFingerprint: String { certificate.keyFingerprint }
    package var notBefore: Date { certificate.notBefore }

    init(_ certificate: ClientCertificate, authorityEnd: Date) {
        self.certificate = certificate
        notAfter = min(certificate.notAfter, authorityEnd)
    }

    /// Judges the certificate's time alone.
    /// - Throws: `.expired` or `.notYetValid`.
    package func judge(now: Date) throws(IdentityError) {
        guard now >= notBefore else {
            throw IdentityError(
                .notYetValid, "the certificate of \(name.uri) is not valid before \(notBefore.ISO8601Format())",
                hint: "compare the clocks")
        }
        // The last second belongs to the certificate (RFC 5280, 4.1.2.5).
        guard now < notAfter.addingTimeInterval(1) else {
            throw IdentityError(.expired, "the certificate of \(name.uri) expired at \(notAfter.ISO8601Format())")
        }
    }
}
