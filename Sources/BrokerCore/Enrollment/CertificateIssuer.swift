package import BeckonIdentity
package import BeckonWire

/// Issues client certificates with the authorities of the subscribers.
package protocol CertificateIssuer: Sendable {
    /// `lifetime` in seconds. Throws a problem that says what is wrong with the request, or that the broker cannot issue.
    func issue(
        _ name: PeerName, to request: CertificateRequest, at now: Timestamp, lifetime: Int
    ) throws(Problem) -> Issuance

    /// PEM bundle of broker authorities: whom clients are to trust.
    var trust: String { get }
}

/// A certificate that has just been issued.
package struct Issuance: Hashable, Sendable {
    /// PEM chain, the leaf first.
    package let certificate: String
    /// Lower-case hexadecimal.
    package let serial: String
    package let expiresAt: Timestamp

    package init(certificate: String, serial: String, expiresAt: Timestamp) {
        self.certificate = certificate
        self.serial = serial
        self.expiresAt = expiresAt
    }
}
