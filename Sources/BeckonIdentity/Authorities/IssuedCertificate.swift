package import FoundationEssentials
import X509

/// A certificate that an authority has just issued.
package struct IssuedCertificate: Sendable {
    /// The leaf alone: whoever verifies it holds the authority's certificate already, as a root.
    package let pem: String
    package let der: [UInt8]
    /// Lower-case hexadecimal.
    package let serial: String
    /// Lower-case hexadecimal SHA-256 of ``der``.
    package let fingerprint: String
    package let notBefore: Date
    package let notAfter: Date

    init(_ certificate: Certificate) throws {
        der = try certificate.octets()
        pem = PEMText.text(PEMText.certificate, der)
        serial = certificate.serialNumber.hexadecimal
        fingerprint = Fingerprint.of(der: der)
        notBefore = certificate.notValidBefore
        notAfter = certificate.notValidAfter
    }
}
