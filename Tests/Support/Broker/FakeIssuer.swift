package import BeckonIdentity
package import BeckonWire
package import BrokerCore

/// Issues a line of text that says what was asked for.
package struct FakeIssuer: CertificateIssuer {
    package let trust = "trust\n"

    package init() {}

    package func issue(
        _ name: PeerName, to request: CertificateRequest, at now: Timestamp, lifetime: Int
    ) throws(Problem) -> Issuance {
        Issuance(
            certificate: "\(name.uri) from \(now)\n", serial: String(request.fingerprint.prefix(16)),
            expiresAt: now.adding(seconds: lifetime))
    }
}
