import Crypto
import SwiftASN1
import X509

/// A P-256 private key: an authority's, a broker's, a machine's or an operator's.
package struct IdentityKey: Sendable {
    let privateKey: P256.Signing.PrivateKey

    /// Makes a new key from the system's random numbers.
    package init() {
        privateKey = P256.Signing.PrivateKey()
    }

    /// Reads a key from PEM: PKCS #8 (`PRIVATE KEY`) or SEC 1 (`EC PRIVATE KEY`), unencrypted.
    /// - Throws: `.invalidKey`, `.unsupportedKeyType`, `.tooLarge`.
    package init(pem: String) throws(IdentityError) {
        let block = try PEMText.single(
            pem, labels: ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"], what: "the private key", code: .invalidKey)
        let parsed: Certificate.PrivateKey
        do {
            parsed = try Certificate.PrivateKey(pemDocument: block)
        } catch {
            throw IdentityError(.invalidKey, "the private key cannot be read", hint: IdentityKey.hint)
        }
        guard P256.Signing.PublicKey(parsed.publicKey) != nil else {
            throw IdentityError(.unsupportedKeyType, "the private key is \(parsed.publicKey), not P-256", hint: IdentityKey.hint)
        }
        do {
            privateKey = try P256.Signing.PrivateKey(pemRepresentation: block.pemString)
        } catch {
            throw IdentityError(.invalidKey, "the private key cannot be read", hint: IdentityKey.hint)
        }
    }

    private static let hint = "make one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256"

    /// PKCS #8 in PEM. A secret: write it with ``DurableFile`` alone.
    package var pem: String { privateKey.pemRepresentation + "\n" }

    /// Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo.
    package var fingerprint: String { Fingerprint.of(privateKey.publicKey) }

    /// A certificate request (PKCS #10, PEM) signed with this key. Its subject is empty: whoever issues decides the name.
    package func certificateRequest() throws(IdentityError) -> String {
        do {
            let request = try CertificateSigningRequest(
                version: .v1, subject: DistinguishedName(), privateKey: certificateKey, attributes: .init(),
                signatureAlgorithm: .ecdsaWithSHA256)
            return PEMText.text(PEMText.request, try request.octets())
        } catch {
            throw IdentityError(.malformedRequest, "the certificate request cannot be made: \(error)")
        }
    }

    /// The key as the certificate library takes it.
    var certificateKey: Certificate.PrivateKey { Certificate.PrivateKey(privateKey) }
}
