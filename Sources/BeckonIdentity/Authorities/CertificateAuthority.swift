package import FoundationEssentials
import SwiftASN1
import X509

/// An authority with its private key: the one that issues the brokers' certificates, or the one of a subscriber.
///
/// Every authority is a root of its own. Clients trust broker authorities alone; a subscriber's authority is known to brokers
/// only, so that whoever gets hold of one cannot pose as a broker, nor as a client of another subscriber.
package struct CertificateAuthority: Sendable {
    let owner: AuthorityOwner
    let certificate: Certificate
    let key: IdentityKey
    package let certificateDER: [UInt8]

    /// Makes a broker authority: its certificates are for servers.
    /// - Throws: `.invalidLifetime`.
    package static func broker(now: Date, lifetime: TimeInterval) throws(IdentityError) -> CertificateAuthority {
        try CertificateAuthority(.broker, now: now, lifetime: lifetime)
    }

    /// Makes the authority of a subscriber: its certificates are for clients of that subscriber.
    /// - Throws: `.invalidName`, `.invalidLifetime`.
    package static func subscriber(
        _ name: String, now: Date, lifetime: TimeInterval
    ) throws(IdentityError) -> CertificateAuthority {
        guard PeerName.isValidSubscriber(name) else {
            throw IdentityError(
                .invalidName, "\(IdentityError.quoted(name)) is not the name of a subscriber",
                hint: "lower-case letters, digits and hyphens, at most 63, a letter first and no hyphen last")
        }
        return try CertificateAuthority(.subscriber(name), now: now, lifetime: lifetime)
    }

    private init(_ owner: AuthorityOwner, now: Date, lifetime: TimeInterval) throws(IdentityError) {
        let period = try ValidityPeriod(now: now, lifetime: lifetime)
        let key = IdentityKey()
        do {
            let certificate = try Certificate(
                version: .v3, serialNumber: .random(), publicKey: key.certificateKey.publicKey,
                notValidBefore: period.notBefore, notValidAfter: period.notAfter, issuer: owner.subject, subject: owner.subject,
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try owner.extensions(for: key.certificateKey.publicKey), issuerPrivateKey: key.certificateKey)
            certificateDER = try certificate.octets()
            self.certificate = certificate
        } catch {
            throw IdentityError(.malformedAuthority, "the authority cannot be made: \(error)")
        }
        self.owner = owner
        self.key = key
    }

    /// Takes up an authority that was kept.
    /// - Throws: `.malformedAuthority`, `.invalidKey`, `.unsupportedKeyType`, `.keyMismatch`, `.tooLarge`.
    package init(certificatePEM: String, keyPEM: String) throws(IdentityError) {
        let block = try PEMText.single(
            certificatePEM, labels: [PEMText.certificate], what: "the authority's certificate", code: .malformedAuthority)
        let anchor = try TrustedAuthority(der: block.derBytes)
        key = try IdentityKey(pem: keyPEM)
        guard Fingerprint.of(anchor.publicKey) == key.fingerprint else {
            throw IdentityError(.keyMismatch, "the private key is not the one of the authority's certificate")
        }
        owner = anchor.owner
        certificate = anchor.certificate
        certificateDER = block.derBytes
    }

    /// The subscriber that owns this authority; nil for a broker authority.
    package var subscriber: String? {
        switch owner {
        case .broker: nil
        case .subscriber(let name): name
        }
    }

    package var certificatePEM: String { PEMText.text(PEMText.certificate, certificateDER) }

    /// PKCS #8 in PEM. A secret: write it with ``DurableFile`` alone.
    package var keyPEM: String { key.pem }

    /// Until when it can issue; nothing that it issues is valid for longer.
    package var notAfter: Date { certificate.notValidAfter }
}

extension AuthorityOwner {
    /// What an authority's certificate says besides its name.
    fileprivate func extensions(for key: Certificate.PublicKey) throws -> Certificate.Extensions {
        var extensions = try Certificate.Extensions([
            Certificate.Extension(BasicConstraints.isCertificateAuthority(maxPathLength: 0), critical: true),
            Certificate.Extension(KeyUsage(keyCertSign: true, cRLSign: true), critical: true),
            Certificate.Extension(SubjectKeyIdentifier(hash: key), critical: false),
        ])
        switch self {
        case .broker: break
        case .subscriber:
            // Should a client trust this root after all, then still for no server: an empty DNS name stands for all of them,
            // and an address with an empty mask likewise (RFC 5280, 4.2.1.10).
            let constraints = NameConstraints(
                excludedDNSDomains: [""],
                excludedIPRanges: [4, 16].map { ASN1OctetString(contentBytes: ArraySlice(repeating: 0, count: $0 * 2)) })
            try extensions.append(Certificate.Extension(constraints, critical: true))
        }
        return extensions
    }
}
