package import BeckonIdentity
import Crypto
package import Foundation
import SwiftASN1
import X509

/// A client certificate that says whatever a test wants, signed with a real authority's key: for what must be refused although
/// the signature is right.
package struct ForgedCertificate {
    package enum Key: Sendable { case p256, p384, ed25519 }
    package enum Name: Sendable {
        case uri(String)
        case dns(String)
        case email(String)
    }
    package enum Usage: Sendable { case client, server }

    package var key = Key.p256
    package var names: [Name] = []
    package var usages: [Usage]? = [.client]
    package var digitalSignature = true
    package var signsCertificates = false
    package var isAuthority = false
    package var unknownCriticalExtension = false
    package var notBefore: Date
    package var notAfter: Date

    /// As a machine certificate should be, until a property is changed.
    package init(_ name: PeerName, now: Date) {
        names = [.uri(name.uri)]
        notBefore = now.addingTimeInterval(-300)
        notAfter = now.addingTimeInterval(3600)
    }

    /// Signs with the key of `authority`, or with `key` under the authority's name.
    /// - Returns: DER.
    package func signed(by authority: CertificateAuthority, with key: IdentityKey? = nil) throws -> [UInt8] {
        let issuer = try Certificate(derEncoded: authority.certificateDER)
        let signer = try Certificate.PrivateKey(pemEncoded: key?.pem ?? authority.keyPEM)
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: publicKey, notValidBefore: notBefore, notValidAfter: notAfter,
            issuer: issuer.subject, subject: DistinguishedName(), signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions(),
            issuerPrivateKey: signer)
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }

    private var publicKey: Certificate.PublicKey {
        switch key {
        case .p256: Certificate.PublicKey(P256.Signing.PrivateKey().publicKey)
        case .p384: Certificate.PublicKey(P384.Signing.PrivateKey().publicKey)
        case .ed25519: Certificate.PublicKey(Curve25519.Signing.PrivateKey().publicKey)
        }
    }

    private func extensions() throws -> Certificate.Extensions {
        var extensions = try Certificate.Extensions([
            Certificate.Extension(
                isAuthority ? BasicConstraints.isCertificateAuthority(maxPathLength: nil) : .notCertificateAuthority,
                critical: true)
        ])
        let usage = KeyUsage(digitalSignature: digitalSignature, keyAgreement: !digitalSignature, keyCertSign: signsCertificates)
        try extensions.append(Certificate.Extension(usage, critical: true))
        if let usages {
            let list = try ExtendedKeyUsage(usages.map { $0 == .client ? .clientAuth : .serverAuth })
            try extensions.append(Certificate.Extension(list, critical: false))
        }
        if !names.isEmpty {
            let list = SubjectAlternativeNames(
                names.map {
                    switch $0 {
                    case .uri(let text): .uniformResourceIdentifier(text)
                    case .dns(let text): .dnsName(text)
                    case .email(let text): .rfc822Name(text)
                    }
                })
            try extensions.append(Certificate.Extension(list, critical: true))
        }
        if unknownCriticalExtension {
            try extensions.append(.init(oid: [1, 3, 6, 1, 4, 1, 99999, 1], critical: true, value: [0x05, 0x00]))
        }
        return extensions
    }
}
