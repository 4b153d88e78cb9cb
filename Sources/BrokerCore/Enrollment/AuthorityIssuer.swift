package import BeckonIdentity
package import BeckonWire
import FoundationEssentials

/// The issuer that holds the authorities' keys.
package struct AuthorityIssuer: CertificateIssuer {
    private let authorities: [String: CertificateAuthority]
    package let trust: String

    /// `authorities` by subscriber; `trust` is a PEM bundle of broker authorities.
    package init(authorities: [String: CertificateAuthority], trust: String) {
        self.authorities = authorities
        self.trust = trust
    }

    package func issue(
        _ name: PeerName, to request: CertificateRequest, at now: Timestamp, lifetime: Int
    ) throws(Problem) -> Issuance {
        guard let authority = authorities[name.subscriber] else {
            throw Problem(.internalError, "the broker has no authority of subscriber \(name.subscriber)")
        }
        do {
            let issued = try authority.issueClient(name, to: request, now: now.date, lifetime: TimeInterval(lifetime))
            return Issuance(certificate: issued.pem, serial: issued.serial, expiresAt: Timestamp(issued.notAfter))
        } catch {
            throw Problem(.internalError, "no certificate for \(name.uri): \(error)", hint: error.hint)
        }
    }
}
