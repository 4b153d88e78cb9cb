import Crypto
package import FoundationEssentials
import SwiftASN1
import X509

/// What a client certificate says. Nothing here is proved: ``PeerVerifier`` proves it, and an agent reads its own with this.
package struct ClientCertificate: Hashable, Sendable {
    package let name: PeerName
    /// Lower-case hexadecimal.
    package let serial: String
    /// Lower-case hexadecimal SHA-256 of the certificate.
    package let fingerprint: String
    /// Lower-case hexadecimal SHA-256 of the SubjectPublicKeyInfo.
    package let keyFingerprint: String
    package let notBefore: Date
    package let notAfter: Date

    /// Reads a PEM text whose first block is the certificate.
    /// - Throws: as ``init(der:)``, and `.tooLarge`.
    package init(pem: String) throws(IdentityError) {
        let blocks = try PEMText.blocks(
            in: pem, limit: 4 * PEMText.singleLimit, what: "the certificate", code: .malformedCertificate)
        guard let leaf = blocks.first, leaf.discriminator == PEMText.certificate else {
            throw IdentityError(.malformedCertificate, "the text does not begin with a certificate in PEM")
        }
        try self.init(der: leaf.derBytes)
    }

    /// - Throws: `.malformedCertificate`, `.unsupportedKeyType`, `.certificateAuthority`, `.wrongKeyUsage`, `.wrongUsage`,
    ///   `.missingName`, `.multipleNames`, `.invalidName`, `.unknownCriticalExtension`.
    package init(der: [UInt8]) throws(IdentityError) {
        try self.init(try ClientCertificate.parse(der), der: der)
    }

    /// Reads X.509 from at most 16 KiB.
    static func parse(_ der: [UInt8]) throws(IdentityError) -> Certificate {
        guard der.count <= PEMText.singleLimit else {
            throw IdentityError(.malformedCertificate, "the certificate is \(der.count) octets long")
        }
        let certificate: Certificate
        do {
            certificate = try Certificate(derEncoded: der)
        } catch {
            throw IdentityError(.malformedCertificate, "what the peer sent is not a valid X.509 certificate")
        }
        guard CertificateDates.areDates(in: certificate) else {
            throw IdentityError(.malformedCertificate, "the certificate's validity holds no dates")
        }
        return certificate
    }

    init(_ certificate: Certificate, der: [UInt8]) throws(IdentityError) {
        guard let key = P256.Signing.PublicKey(certificate.publicKey) else {
            throw IdentityError(.unsupportedKeyType, "the certificate's key is \(certificate.publicKey), not P-256")
        }
        try ClientCertificate.judgeExtensions(of: certificate)
        name = try ClientCertificate.onlyName(of: certificate)
        serial = certificate.serialNumber.hexadecimal
        fingerprint = Fingerprint.of(der: der)
        keyFingerprint = Fingerprint.of(key)
        notBefore = certificate.notValidBefore
        notAfter = certificate.notValidAfter
    }
}
