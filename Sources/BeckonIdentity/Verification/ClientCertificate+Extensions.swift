import SwiftASN1
import X509

extension ClientCertificate {
    /// A certificate with a critical extension beyond these must be refused (RFC 5280, 4.2).
    private static let known: [ASN1ObjectIdentifier] = [
        .X509ExtensionID.basicConstraints, .X509ExtensionID.keyUsage, .X509ExtensionID.extendedKeyUsage,
        .X509ExtensionID.subjectAlternativeName,
    ]

    /// Whether it is for a client and for nothing else.
    static func judgeExtensions(of certificate: Certificate) throws(IdentityError) {
        let extensions = certificate.extensions
        if case .isCertificateAuthority = try read({ try extensions.basicConstraints }) {
            throw IdentityError(.certificateAuthority, "the certificate is an authority's, not a client's")
        }
        if let unknown = extensions.first(where: { $0.critical && !known.contains($0.oid) }) {
            throw IdentityError(
                .unknownCriticalExtension, "the certificate has the critical extension \(unknown.oid), which is not known here")
        }
        guard let keyUsage = try read({ try extensions.keyUsage }), keyUsage.digitalSignature, !keyUsage.keyCertSign else {
            throw IdentityError(.wrongKeyUsage, "the certificate's key usage is not digitalSignature")
        }
        guard let usage = try read({ try extensions.extendedKeyUsage }), usage.elementsEqual([.clientAuth]) else {
            throw IdentityError(.wrongUsage, "the certificate is not for TLS clients alone (extended key usage clientAuth)")
        }
    }

    /// The one name.
    static func onlyName(of certificate: Certificate) throws(IdentityError) -> PeerName {
        let names = try read { try certificate.extensions.subjectAlternativeNames } ?? SubjectAlternativeNames()
        guard names.count <= 1 else {
            throw IdentityError(.multipleNames, "the certificate has \(names.count) subject alternative names instead of one")
        }
        guard case .uniformResourceIdentifier(let uri) = names.first else {
            throw IdentityError(.missingName, "the certificate has no URI as its subject alternative name")
        }
        return try PeerName(uri: uri)
    }

    private static func read<Value>(_ body: () throws -> Value) throws(IdentityError) -> Value {
        do {
            return try body()
        } catch {
            throw IdentityError(.malformedCertificate, "an extension of the certificate is malformed")
        }
    }
}
