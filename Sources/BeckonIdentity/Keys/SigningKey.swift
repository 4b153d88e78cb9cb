import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// A P-256 private key that signs wherever it is: in this process, in a token, in a TPM.
package protocol SigningKey: Sendable {
    /// SubjectPublicKeyInfo in DER.
    var publicKeyDER: [UInt8] { get }

    /// ECDSA with SHA-256 over `message` (not hashed yet): the signature in DER. A device may take its time, on a thread of its own.
    /// - Throws: `.keyUnavailable`.
    func signature(of message: [UInt8]) async throws(IdentityError) -> [UInt8]
}

extension SigningKey {
    /// Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo.
    package var fingerprint: String { Fingerprint.of(der: publicKeyDER) }

    /// A certificate request (PKCS #10, PEM) signed with this key. Its subject is empty: whoever issues decides the name.
    /// - Throws: `.unsupportedKeyType` where the key is not P-256, and what signing throws.
    package func certificateRequest() async throws(IdentityError) -> String {
        guard let publicKey = try? P256.Signing.PublicKey(derRepresentation: publicKeyDER) else {
            throw IdentityError(.unsupportedKeyType, "the machine's key is not P-256")
        }
        do {
            let key = Certificate.PrivateKey(RequestKey(publicKey: Certificate.PublicKey(publicKey), key: self))
            let request = try await CertificateSigningRequest(
                version: .v1, subject: DistinguishedName(), asyncPrivateKey: key, attributes: .init(),
                signatureAlgorithm: .ecdsaWithSHA256)
            return PEMText.text(PEMText.request, try request.octets())
        } catch let error as IdentityError {
            throw error
        } catch {
            throw IdentityError(.malformedRequest, "the certificate request cannot be made: \(error)")
        }
    }
}

/// The key as the certificate library takes one that it does not hold.
private struct RequestKey: CustomPrivateKey {
    let publicKey: Certificate.PublicKey
    let key: any SigningKey

    static let defaultPEMDiscriminator = "PRIVATE KEY"
    var defaultSignatureAlgorithm: Certificate.SignatureAlgorithm { .ecdsaWithSHA256 }
    var supportedSignatureAlgorithms: [Certificate.SignatureAlgorithm] { [.ecdsaWithSHA256] }

    func signAsynchronously(
        bytes: some DataProtocol & Sendable, signatureAlgorithm: Certificate.SignatureAlgorithm
    ) async throws -> Certificate.Signature {
        let signature = try await key.signature(of: Array(bytes))
        return try Certificate.Signature(
            signatureAlgorithm: signatureAlgorithm, signatureBytes: ASN1BitString(bytes: signature[...]))
    }

    func signSynchronously(
        bytes: some DataProtocol, signatureAlgorithm: Certificate.SignatureAlgorithm
    ) throws -> Certificate.Signature { throw Self.noPrivatePart }

    func serialize(into coder: inout DER.Serializer) throws { throw Self.noPrivatePart }

    private static let noPrivatePart = IdentityError(.invalidKey, "the key does not leave its device")

    static func == (left: Self, right: Self) -> Bool { left.publicKey == right.publicKey }
    func hash(into hasher: inout Hasher) { hasher.combine(publicKey) }
}
