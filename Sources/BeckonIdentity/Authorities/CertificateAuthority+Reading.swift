package import FoundationEssentials
import SwiftASN1
import X509

/// Authorities whose key is not here any more, and what an authority has issued.
extension CertificateAuthority {
    /// What an authority's certificate says.
    package struct Facts: Hashable, Sendable {
        package let certificateDER: [UInt8]
        /// Lower-case hexadecimal SHA-256 of the certificate.
        package let fingerprint: String
        package let notAfter: Date
    }

    /// - Throws: `.malformedAuthority`, `.unsupportedKeyType`.
    package static func facts(ofPEM pem: String) throws(IdentityError) -> Facts {
        let block = try PEMText.single(
            pem, labels: [PEMText.certificate], what: "the authority's certificate", code: .malformedAuthority)
        let anchor = try TrustedAuthority(der: block.derBytes)
        return Facts(
            certificateDER: block.derBytes, fingerprint: Fingerprint.of(der: block.derBytes),
            notAfter: anchor.certificate.notValidAfter)
    }

    /// Whether the first certificate of a PEM chain bears this authority's signature. Says nothing of its time.
    package func hasIssued(_ pem: String) -> Bool {
        guard let leaf = try? Certificate(pemEncoded: pem) else { return false }
        return leaf.issuer == certificate.subject && key.certificateKey.publicKey.isValidSignature(leaf.signature, for: leaf)
    }
}
