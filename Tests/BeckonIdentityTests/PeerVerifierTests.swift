import BeckonIdentity
import Foundation
import TestSupport
import Testing

@Suite struct PeerVerifierTests {
    let identities: TestIdentities
    let verifier: PeerVerifier
    let machine: PeerName

    init() throws {
        identities = try TestIdentities()
        verifier = try identities.verifier()
        machine = identities.acmeMachine.name
    }

    private func verify(_ der: [UInt8]) throws { _ = try verifier.verify(leafDER: der, now: identities.now) }

    /// A machine certificate of acme with one thing changed, rightly signed.
    private func forged(_ change: (inout ForgedCertificate) -> Void) throws -> [UInt8] {
        var certificate = ForgedCertificate(machine, now: identities.now)
        change(&certificate)
        return try certificate.signed(by: identities.acme)
    }

    @Test func everyKindOfPeerIsKnownByItsCertificate() throws {
        let all = [
            identities.acmeZero, identities.acmeMachine, identities.acmeOperator, identities.globexZero, identities.globexMachine,
            identities.globexOperator,
        ]
        for identity in all {
            let peer = try verifier.verify(leafDER: identity.certificate.der, now: identities.now)
            #expect(peer.name == identity.name)
            #expect(peer.serial == identity.certificate.serial)
            #expect(peer.fingerprint == identity.certificate.fingerprint)
            #expect(peer.keyFingerprint == identity.key.fingerprint)
            #expect(peer.notBefore == identity.certificate.notBefore)
            #expect(peer.notAfter == identity.certificate.notAfter)
        }
        // What the refusals below start from is itself accepted.
        try verify(forged { _ in })
    }

    @Test func anAuthorityCannotVouchForAnotherSubscriber() throws {
        let certificate = ForgedCertificate(machine, now: identities.now)
        expectRefusal(.wrongSubscriber) { try verify(certificate.signed(by: identities.globex)) }
    }

    @Test func aStrangersAuthorityIsUnknown() throws {
        let stranger = try CertificateAuthority.subscriber("initech", now: identities.now, lifetime: 60)
        let certificate = ForgedCertificate(machine, now: identities.now)
        expectRefusal(.unknownAuthority) { try verify(certificate.signed(by: stranger)) }
        expectRefusal(.unknownAuthority) { try verify(certificate.signed(by: identities.brokerAuthority)) }
        expectRefusal(.unknownAuthority) { try verify(identities.serverCertificate.der) }
    }

    @Test func anAuthoritysNameWithoutItsKeyIsNotEnough() throws {
        let certificate = ForgedCertificate(machine, now: identities.now)
        expectRefusal(.badSignature) { try verify(certificate.signed(by: identities.acme, with: IdentityKey())) }
        let impostor = try CertificateAuthority.subscriber("acme", now: identities.now, lifetime: 60)
        expectRefusal(.badSignature) { try verify(certificate.signed(by: impostor)) }
        var damaged = identities.acmeMachine.certificate.der
        damaged[damaged.count - 1] ^= 0x01
        expectRefusal(.badSignature) { try verify(damaged) }
    }

    @Test func otherTypesOfKeyAreRefused() throws {
        expectRefusal(.unsupportedKeyType) { try verify(forged { $0.key = .p384 }) }
        expectRefusal(.unsupportedKeyType) { try verify(forged { $0.key = .ed25519 }) }
    }

    @Test func thereIsExactlyOneName() throws {
        let uri = machine.uri
        expectRefusal(.multipleNames) { try verify(forged { $0.names = [.uri(uri), .uri("beckon://globex/operator/bob")] }) }
        expectRefusal(.multipleNames) { try verify(forged { $0.names = [.uri(uri), .uri(uri)] }) }
        expectRefusal(.multipleNames) { try verify(forged { $0.names = [.dns("localhost"), .uri(uri)] }) }
        expectRefusal(.multipleNames) { try verify(forged { $0.names = [.uri(uri), .email("a@b.c")] }) }
        expectRefusal(.missingName) { try verify(forged { $0.names = [.dns(uri)] }) }
        expectRefusal(.missingName) { try verify(forged { $0.names = [] }) }
    }

    @Test func aNameInAnotherSpellingIsRefused() throws {
        let id = TestIdentities.id("m-", 2)
        for uri in [
            "beckon://ACME/machine/\(id)", "beckon://x.acme/machine/\(id)", "https://acme/machine/\(id)", "\(machine.uri)\n",
        ] {
            expectRefusal(.invalidName) { try verify(forged { $0.names = [.uri(uri)] }) }
        }
    }

    @Test func itIsForClientsAlone() throws {
        expectRefusal(.wrongUsage) { try verify(forged { $0.usages = nil }) }
        expectRefusal(.wrongUsage) { try verify(forged { $0.usages = [.server] }) }
        expectRefusal(.wrongUsage) { try verify(forged { $0.usages = [.client, .server] }) }
        expectRefusal(.wrongKeyUsage) { try verify(forged { $0.digitalSignature = false }) }
        expectRefusal(.wrongKeyUsage) { try verify(forged { $0.signsCertificates = true }) }
        expectRefusal(.certificateAuthority) { try verify(forged { $0.isAuthority = true }) }
        expectRefusal(.unknownCriticalExtension) { try verify(forged { $0.unknownCriticalExtension = true }) }
        expectRefusal(.certificateAuthority) { try verify(identities.acme.certificateDER) }
    }

    @Test func timeIsJudgedToTheSecond() throws {
        let certificate = identities.acmeMachine.certificate
        let after = certificate.notAfter.addingTimeInterval(1)
        let before = certificate.notBefore.addingTimeInterval(-0.5)
        _ = try verifier.verify(leafDER: certificate.der, now: certificate.notAfter)
        _ = try verifier.verify(leafDER: certificate.der, now: certificate.notBefore)
        expectRefusal(.expired) { _ = try verifier.verify(leafDER: certificate.der, now: after) }
        expectRefusal(.notYetValid) { _ = try verifier.verify(leafDER: certificate.der, now: before) }

        // A connection keeps what is proved and judges the time alone.
        let peer = try verifier.authenticate(leafDER: certificate.der)
        try peer.judge(now: identities.now)
        expectRefusal(.expired) { try peer.judge(now: after) }
        expectRefusal(.notYetValid) { try peer.judge(now: before) }
    }

    @Test func aCertificateEndsWithItsAuthority() throws {
        let der = try forged { $0.notAfter = identities.now.addingTimeInterval(10 * TestIdentities.day) }
        let peer = try verifier.authenticate(leafDER: der)
        #expect(peer.notAfter == identities.acme.notAfter)
        expectRefusal(.expired) { try peer.judge(now: identities.now.addingTimeInterval(2 * TestIdentities.day)) }
    }

    @Test func whatIsNoCertificateIsMalformed() throws {
        let der = identities.acmeMachine.certificate.der
        let broken: [[UInt8]] = [
            [], [0x30], Array("garbage".utf8), der.dropLast(1), Array(der.prefix(40)), der + [0],
            Array(repeating: 0x30, count: 15_000), Array(repeating: 0x30, count: 70_000),
        ]
        for octets in broken {
            expectRefusal(.malformedCertificate) { try verify(octets) }
        }
    }

    @Test func aSubscriberMayHaveSeveralAuthorities() throws {
        let next = try CertificateAuthority.subscriber("acme", now: identities.now, lifetime: 3600)
        let verifier = try PeerVerifier(authorities: ["acme": [identities.acme.certificateDER, next.certificateDER]])
        let new = try TestIdentities.issue(machine, from: next, now: identities.now)
        #expect(try verifier.verify(leafDER: new.certificate.der, now: identities.now).name == machine)
        #expect(try verifier.verify(leafDER: identities.acmeMachine.certificate.der, now: identities.now).name == machine)
        expectRefusal(.unknownAuthority) {
            _ = try verifier.verify(leafDER: identities.globexMachine.certificate.der, now: identities.now)
        }
    }

    @Test func authoritiesAreListedUnderTheirOwnSubscriber() {
        expectRefusal(.wrongSubscriber) { _ = try PeerVerifier(authorities: ["acme": [identities.globex.certificateDER]]) }
        expectRefusal(.wrongSubscriber) {
            _ = try PeerVerifier(authorities: ["acme": [identities.brokerAuthority.certificateDER]])
        }
        expectRefusal(.malformedAuthority) {
            _ = try PeerVerifier(authorities: ["acme": [identities.acmeMachine.certificate.der]])
        }
        expectRefusal(.malformedAuthority) { _ = try PeerVerifier(authorities: ["acme": [[1, 2, 3]]]) }
    }
}
