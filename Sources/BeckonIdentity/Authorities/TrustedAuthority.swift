import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// The certificate of an authority, read and found to be one of ours.
struct TrustedAuthority: Sendable {
    let owner: AuthorityOwner
    let certificate: Certificate
    let publicKey: P256.Signing.PublicKey

    /// - Throws: `.malformedAuthority`, `.unsupportedKeyType`.
    init(der: [UInt8]) throws(IdentityError) {
        let isAuthority: Bool
        do {
            certificate = try Certificate(derEncoded: der)
            isAuthority = try TrustedAuthority.isAuthority(certificate.extensions)
        } catch {
            throw IdentityError(.malformedAuthority, "the authority's certificate is not a valid X.509 certificate")
        }
        guard CertificateDates.areDates(in: certificate) else {
            throw IdentityError(.malformedAuthority, "the validity of the authority's certificate holds no dates")
        }
        guard let key = P256.Signing.PublicKey(certificate.publicKey) else {
            throw IdentityError(.unsupportedKeyType, "the authority's key is \(certificate.publicKey), not P-256")
        }
        guard isAuthority, let owner = AuthorityOwner(subject: certificate.subject) else {
            throw IdentityError(
                .malformedAuthority,
                "\(IdentityError.quoted("\(certificate.subject)")) is not a broker's or a subscriber's authority")
        }
        self.owner = owner
        publicKey = key
    }

    private static func isAuthority(_ extensions: Certificate.Extensions) throws -> Bool {
        guard case .isCertificateAuthority = try extensions.basicConstraints else { return false }
        return try extensions.keyUsage?.keyCertSign == true
    }
}
