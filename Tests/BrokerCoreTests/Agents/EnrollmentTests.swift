import BeckonIdentity
import BeckonWire
@testable import BrokerCore
import BrokerTestSupport
import FoundationEssentials
import Testing

@Suite("Enrolment")
struct EnrollmentTests {
    private func request(_ name: String = "web-1", key: IdentityKey = IdentityKey()) throws -> EnrollmentRequest {
        EnrollmentRequest(csr: try key.certificateRequest(), name: name, facts: ["os": "linux"])
    }

    @Test func givesAMachineAnIdentityOfItsOwn() async throws {
        let test = try await TestBroker()
        let response = try await test.enroll(request(), by: test.acmeZero)
        #expect(response.certificate.hasPrefix("beckon://acme/machine/\(response.machine) "))
        #expect(response.trust == "trust 1\n")
        #expect((86_400 * 4 / 10 - 1...86_400 * 6 / 10).contains(response.renewIn))
        let view = try await test.operators.machine("web-1", for: test.alice)
        #expect(view.machine == response.machine)
        #expect(view.zeroCertificate == test.acmeZero.zeroCertificate)
        #expect(view.facts == ["os": "linux"])
        #expect(view.connected)
    }

    @Test func isIdempotentByKey() async throws {
        let test = try await TestBroker()
        let key = IdentityKey()
        let first = try await test.enroll(request(key: key), by: test.acmeZero)
        test.clock.advance(seconds: 60)
        let again = try await test.enroll(request("another", key: key), by: test.acmeZero)
        #expect(again.machine == first.machine)
        #expect(again.certificate == first.certificate)
        #expect(again.renewIn == first.renewIn - 60)
    }

    @Test func anExpiredCertificateIsIssuedAnew() async throws {
        let test = try await TestBroker()
        let key = IdentityKey()
        let first = try await test.enroll(request(key: key), by: test.acmeZero)
        test.clock.advance(seconds: 86_400)
        let zero = ZeroCertificateRecord(
            id: Records.id(9), subscriber: "acme", name: "late", createdAt: test.clock.now, createdBy: "alice",
            expiresAt: test.clock.now.adding(seconds: 60))
        try await test.store.addZeroCertificate(zero)
        let caller = ZeroCaller(zeroCertificate: zero.id, subscriber: "acme")
        let again = try await test.enroll(request(key: key), by: caller)
        #expect(again.machine == first.machine)
        #expect(again.certificate != first.certificate)
        #expect(try await test.enroll(request(key: key), by: caller).certificate == again.certificate)
    }

    @Test func aNameIsOneMachines() async throws {
        let test = try await TestBroker()
        let first = try await test.enroll(request(), by: test.acmeZero)
        let refused = await problem { _ = try await test.enroll(request(), by: test.acmeZero) }
        #expect(refused?.kind == .nameTaken)
        #expect(refused?.detail.contains(first.machine.description) == true)
        _ = try await test.enroll(request(), by: test.globexZero)
    }

    @Test func anUnknownOrExpiredZeroCertificateOpensNothing() async throws {
        let test = try await TestBroker()
        let unknown = ZeroCaller(zeroCertificate: Records.id(99), subscriber: "acme")
        #expect(await problem { _ = try await test.enroll(request(), by: unknown) }?.kind == .forbidden)
        let stranger = ZeroCaller(zeroCertificate: test.globexZero.zeroCertificate, subscriber: "acme")
        #expect(await problem { _ = try await test.enroll(request(), by: stranger) }?.kind == .forbidden)
        test.clock.advance(seconds: 86_400)
        let expired = await problem { _ = try await test.enroll(request(), by: test.acmeZero) }
        #expect(expired?.kind == .certificateExpired)
    }

    @Test func aRequestWithoutProofOfItsKeyIsRefused() async throws {
        let test = try await TestBroker()
        let broken = EnrollmentRequest(csr: "-----BEGIN CERTIFICATE REQUEST-----\n", name: "web-1", facts: [:])
        let refused = await problem { _ = try await test.enroll(broken, by: test.acmeZero) }
        #expect(refused?.kind == .badRequest)
        #expect(refused?.members["pointer"] == "/csr")
    }

    @Test func certificatesOfTheAuthorityAreReal() async throws {
        let now = Records.noon.date
        let acme = try CertificateAuthority.subscriber("acme", now: now, lifetime: 86_400 * 3650)
        let issuer = AuthorityIssuer(authorities: ["acme": acme], trust: "bundle")
        let test = try await TestBroker(issuer: issuer)
        let response = try await test.enroll(request(), by: test.acmeZero)
        #expect(response.certificate.hasPrefix("-----BEGIN CERTIFICATE-----"))
        #expect(response.trust == "bundle")
        let without = await problem { _ = try await test.enroll(request(), by: test.globexZero) }
        #expect(without?.kind == .internalError)
    }
}
