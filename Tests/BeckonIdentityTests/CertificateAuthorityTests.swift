import BeckonIdentity
import Foundation
import TestSupport
import Testing

@Suite struct CertificateAuthorityTests {
    let identities: TestIdentities
    init() throws { identities = try TestIdentities() }

    @Test func anAuthorityIsTakenUpFromItsPEM() throws {
        let again = try CertificateAuthority(certificatePEM: identities.acme.certificatePEM, keyPEM: identities.acme.keyPEM)
        #expect(again.subscriber == "acme")
        #expect(again.certificateDER == identities.acme.certificateDER)
        let issued = try TestIdentities.issue(identities.acmeMachine.name, from: again, now: identities.now)
        _ = try identities.verifier().verify(leafDER: issued.certificate.der, now: identities.now)

        let broker = try CertificateAuthority(
            certificatePEM: identities.brokerAuthority.certificatePEM, keyPEM: identities.brokerAuthority.keyPEM)
        #expect(broker.subscriber == nil)
    }

    @Test func anAuthorityNeedsItsOwnKeyAndAnAuthoritysCertificate() {
        let (acme, globex) = (identities.acme, identities.globex)
        expectRefusal(.keyMismatch) {
            _ = try CertificateAuthority(certificatePEM: acme.certificatePEM, keyPEM: globex.keyPEM)
        }
        expectRefusal(.malformedAuthority) {
            _ = try CertificateAuthority(
                certificatePEM: identities.acmeMachine.certificate.pem, keyPEM: identities.acmeMachine.key.pem)
        }
        expectRefusal(.malformedAuthority) { _ = try CertificateAuthority(certificatePEM: "garbage", keyPEM: acme.keyPEM) }
        expectRefusal(.invalidKey) { _ = try CertificateAuthority(certificatePEM: acme.certificatePEM, keyPEM: "garbage") }
    }

    @Test(arguments: ["", "Acme", "1acme", "acme-", "a/b", "a.b", "ä"])
    func aSubscriberIsNamedByItsGrammar(_ name: String) {
        expectRefusal(.invalidName) { _ = try CertificateAuthority.subscriber(name, now: identities.now, lifetime: 60) }
    }

    @Test func anAuthorityIssuesForItsOwnSubscriberOnly() throws {
        let request = try CertificateRequest(pem: IdentityKey().certificateRequest())
        expectRefusal(.wrongSubscriber) {
            _ = try identities.acme.issueClient(identities.globexMachine.name, to: request, now: identities.now, lifetime: 60)
        }
        expectRefusal(.wrongAuthority) {
            _ = try identities.brokerAuthority.issueClient(
                identities.acmeMachine.name, to: request, now: identities.now, lifetime: 60)
        }
        expectRefusal(.wrongAuthority) {
            _ = try identities.acme.issueServer(
                hosts: ["localhost"], key: IdentityKey(), now: identities.now, lifetime: 60)
        }
        expectRefusal(.invalidName) {
            _ = try identities.acme.issueClient(
                .machine(subscriber: "acme", id: "web-01"), to: request, now: identities.now, lifetime: 60)
        }
    }

    @Test func timesAreBackdatedInWholeSecondsAndEndWithTheAuthority() throws {
        let now = Date(timeIntervalSince1970: identities.now.timeIntervalSince1970.rounded(.down) + 0.75)
        let issued = try identities.issue(identities.acmeMachine.name, lifetime: 3600, now: now).certificate
        #expect(issued.notBefore == now.addingTimeInterval(-300.75))
        #expect(issued.notAfter == now.addingTimeInterval(3599.25))

        let long = try identities.issue(identities.acmeMachine.name, lifetime: 30 * TestIdentities.day).certificate
        #expect(long.notAfter == identities.acme.notAfter)
        let late = identities.now.addingTimeInterval(2 * TestIdentities.day)
        expectRefusal(.authorityNotValid) { _ = try identities.issue(identities.acmeMachine.name, now: late) }
        let early = identities.now.addingTimeInterval(-2 * TestIdentities.day)
        expectRefusal(.authorityNotValid) { _ = try identities.issue(identities.acmeMachine.name, now: early) }
    }

    @Test(arguments: [0, -1, TimeInterval.infinity, .nan, 1e300])
    func impossibleLifetimesAreRefused(_ lifetime: TimeInterval) {
        expectRefusal(.invalidLifetime) { _ = try CertificateAuthority.broker(now: identities.now, lifetime: lifetime) }
        expectRefusal(.invalidLifetime) { _ = try identities.issue(identities.acmeMachine.name, lifetime: lifetime) }
        expectRefusal(.invalidLifetime) {
            _ = try CertificateAuthority.broker(now: Date(timeIntervalSince1970: 1e18 * (lifetime + 2)), lifetime: 60)
        }
    }

    @Test(arguments: [
        [], [""], ["*.example.com"], ["Broker"], ["a..b"], ["-a"], ["https://a"], ["a:7443"], ["1.2.3"], ["[::1]"],
        ["localhost", "ä"], Array(repeating: "a", count: 65),
    ])
    func whatIsNoHostIsRefused(_ hosts: [String]) {
        expectRefusal(.invalidHost) {
            _ = try identities.brokerAuthority.issueServer(
                hosts: hosts, key: IdentityKey(), now: identities.now, lifetime: 60)
        }
    }

    @Test func anAddressEndsWhereItsTextEnds() {
        expectRefusal(.invalidHost) {
            _ = try identities.brokerAuthority.issueServer(
                hosts: ["192.0.2.7\0"], key: IdentityKey(), now: identities.now, lifetime: 60)
        }
    }

    @Test func serialsAreLongPositiveAndNeverTheSame() throws {
        let serials = try (0..<20).map { _ in try identities.issue(identities.acmeMachine.name).certificate.serial }
        #expect(Set(serials).count == 20)
        #expect(serials.allSatisfy { $0.count == 32 && "4567".contains($0.prefix(1)) })
    }
}
