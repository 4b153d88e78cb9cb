import Crypto
import SwiftASN1
import X509

/// A certificate request whose sender has proved to hold its private key.
///
/// Its key is all that is taken from it: a subject, names or other extensions that it asks for are ignored, because the issuer
/// alone decides what a certificate says.
package struct CertificateRequest: Sendable {
    let publicKey: P256.Signing.PublicKey

    /// Reads and judges a request (PKCS #10 in PEM, at most 16 KiB, exactly one block).
    /// - Throws: `.malformedRequest`, `.tooLarge`, `.unsupportedKeyType`, `.proofOfPossession`.
    package init(pem: String) throws(IdentityError) {
        let block = try PEMText.single(
            pem, labels: [PEMText.request], what: "the certificate request", code: .malformedRequest)
        let request: CertificateSigningRequest
        do {
            request = try CertificateSigningRequest(derEncoded: block.derBytes)
        } catch {
            throw IdentityError(.malformedRequest, "the certificate request is not valid PKCS #10")
        }
        guard let key = P256.Signing.PublicKey(request.publicKey) else {
            throw IdentityError(
                .unsupportedKeyType, "the certificate request is for a key of type \(request.publicKey), not P-256",
                hint: "make a key with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256")
        }
        // Parsing a request does not check its signature, and without that check anyone could have another's key certified.
        guard request.publicKey.isValidSignature(request.signature, for: request) else {
            throw IdentityError(.proofOfPossession, "the certificate request is not signed with the key that it names")
        }
        publicKey = key
    }

    /// Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo: enrolment and renewal are idempotent by it.
    package var fingerprint: String { Fingerprint.of(publicKey) }
}
