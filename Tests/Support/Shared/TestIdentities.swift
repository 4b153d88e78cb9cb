package import BeckonIdentity
package import Foundation

/// A broker's world for tests: its authority and server certificate, and the subscribers `acme` and `globex` with one identity
/// of each kind.
///
/// Everything is made anew (a few milliseconds), is valid for a day around ``now``, and is real: servers and clients take it as
/// it is.
package struct TestIdentities: Sendable {
    package let now: Date

    package let brokerAuthority: CertificateAuthority
    /// For `localhost`, 127.0.0.1 and ::1.
    package let serverKey: IdentityKey
    package let serverCertificate: IssuedCertificate

    package let acme: CertificateAuthority
    package let globex: CertificateAuthority

    package let acmeZero: TestIdentity
    package let acmeMachine: TestIdentity
    package let acmeOperator: TestIdentity
    package let globexZero: TestIdentity
    package let globexMachine: TestIdentity
    package let globexOperator: TestIdentity

    package static let day: TimeInterval = 86_400

    package init(now: Date = Date()) throws {
        self.now = now
        brokerAuthority = try .broker(now: now, lifetime: Self.day)
        serverKey = IdentityKey()
        serverCertificate = try brokerAuthority.issueServer(
            hosts: ["localhost", "127.0.0.1", "::1"], key: serverKey, now: now, lifetime: Self.day)

        let acme = try CertificateAuthority.subscriber("acme", now: now, lifetime: Self.day)
        let globex = try CertificateAuthority.subscriber("globex", now: now, lifetime: Self.day)
        acmeZero = try Self.issue(.zero(subscriber: "acme", id: Self.id("z-", 1)), from: acme, now: now)
        acmeMachine = try Self.issue(.machine(subscriber: "acme", id: Self.id("m-", 2)), from: acme, now: now)
        acmeOperator = try Self.issue(.operator(subscriber: "acme", name: "alice"), from: acme, now: now)
        globexZero = try Self.issue(.zero(subscriber: "globex", id: Self.id("z-", 3)), from: globex, now: now)
        globexMachine = try Self.issue(.machine(subscriber: "globex", id: Self.id("m-", 4)), from: globex, now: now)
        globexOperator = try Self.issue(.operator(subscriber: "globex", name: "bob"), from: globex, now: now)
        (self.acme, self.globex) = (acme, globex)
    }

    /// What clients trust: the broker authority alone.
    package var trust: String { brokerAuthority.certificatePEM }

    /// Knows the authorities of both subscribers.
    package func verifier() throws -> PeerVerifier {
        try PeerVerifier(authorities: ["acme": [acme.certificateDER], "globex": [globex.certificateDER]])
    }

    /// Another identity, with a key of its own.
    package func issue(
        _ name: PeerName, lifetime: TimeInterval = day, now: Date? = nil
    ) throws -> TestIdentity {
        let authority = name.subscriber == "globex" ? globex : acme
        return try Self.issue(name, from: authority, now: now ?? self.now, lifetime: lifetime)
    }

    /// A zero certificate file for a subscriber's ready-made zero certificate.
    package func zeroFile(_ identity: TestIdentity, brokers: [String]) throws -> ZeroFile {
        try ZeroFile(brokers: brokers, certificate: identity.certificate.pem, key: identity.key.pem, trust: trust)
    }

    /// A well-formed id: the prefix (`m-`, `z-`) and the number in 26 digits.
    package static func id(_ prefix: String, _ number: Int) -> String {
        let digits = String(number)
        return prefix + String(repeating: "0", count: 26 - digits.count) + digits
    }

    package static func issue(
        _ name: PeerName, from authority: CertificateAuthority, now: Date, lifetime: TimeInterval = day
    ) throws -> TestIdentity {
        let key = IdentityKey()
        let request = try CertificateRequest(pem: key.certificateRequest())
        return TestIdentity(
            name: name, key: key, certificate: try authority.issueClient(name, to: request, now: now, lifetime: lifetime))
    }
}
