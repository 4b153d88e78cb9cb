import BeckonIdentity
import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@Suite("Renewal of a machine's certificate")
struct RenewalTests {
    private func request(_ key: IdentityKey = IdentityKey()) throws -> RenewalRequest {
        RenewalRequest(csr: try key.certificateRequest())
    }

    @Test func aNewKeyGetsANewCertificateAndARowInTheLog() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let old = try #require(try await test.store.machine(machine.machine)?.certificate)
        let answer = try await test.agents.renew(request(), by: machine)
        #expect(answer.machine == machine.machine && answer.certificate.hasPrefix("beckon://acme/machine/\(machine.machine) "))
        #expect((86_400 * 4 / 10 - 1...86_400 * 6 / 10).contains(answer.renewIn))
        let record = try #require(try await test.store.machine(machine.machine))
        #expect(record.certificate == old && record.next?.pem == answer.certificate)
        let rows = try await test.store.audit(of: "acme", after: 0, limit: 9)
        #expect(rows.map(\.action) == [.zeroCreated, .machineEnrolled, .machineRenewed])
        #expect(rows.last?.actor == "machine \(machine.machine)")
    }

    @Test func isIdempotentByKeyBeforeAndAfterTheFirstUse() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let key = IdentityKey()
        let first = try await test.agents.renew(request(key), by: machine)
        test.clock.advance(seconds: 60)
        let again = try await test.agents.renew(request(key), by: machine)
        #expect(again.certificate == first.certificate && again.renewIn == first.renewIn - 60)
        let new = try await test.caller(machine.machine, next: true)
        try await test.agents.admit(new, to: .renewal)
        #expect(try await test.agents.renew(request(key), by: new).certificate == first.certificate)
        #expect(try await test.store.audit(of: "acme", after: 0, limit: 9).count == 3)
    }

    @Test func renewalsOfOneKeyAtOnceMakeOneCertificate() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let message = try request()
        let answers = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 1...50 { group.addTask { try await test.agents.renew(message, by: machine).certificate } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(answers.count == 1)
    }

    @Test func anotherKeyReplacesWhatNobodyHasUsed() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        _ = try await test.agents.renew(request(), by: machine)
        let lost = try await test.caller(machine.machine, next: true)
        let answer = try await test.agents.renew(request(), by: machine)
        #expect(try await test.store.machine(machine.machine)?.next?.pem == answer.certificate)
        #expect(await problem { try await test.agents.admit(lost, to: .availability) }?.kind == .wrongCertificate)
        try await test.agents.admit(machine, to: .availability)
    }

    /// A key that cannot leave its device.
    @Test func theSameKeyIsCertifiedAgainWhenItIsTime() async throws {
        let test = try await TestBroker()
        let key = IdentityKey()
        let enrolled = try await test.enroll(
            EnrollmentRequest(csr: key.certificateRequest(), name: "web-1", facts: [:]), by: test.acmeZero)
        let machine = try await test.caller(enrolled.machine)
        #expect(try await test.agents.renew(request(key), by: machine).certificate == enrolled.certificate)
        test.clock.advance(seconds: 86_400 * 6 / 10)
        let renewed = try await test.agents.renew(request(key), by: machine)
        #expect(renewed.certificate != enrolled.certificate)
        #expect(try await test.agents.renew(request(key), by: machine).certificate == renewed.certificate)
    }

    @Test func anExpiredMachineRenewsWithinTheGrace() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        test.clock.advance(seconds: 86_400 + 30 * 86_400 - 1)
        #expect(await problem { try await test.agents.admit(machine, to: .availability) }?.kind == .certificateExpired)
        try await test.agents.admit(machine, to: .renewal)
        _ = try await test.agents.renew(request(), by: machine)
        try await test.agents.admit(try await test.caller(machine.machine, next: true), to: .availability)

        let late = try await test.caller(machine.machine)
        test.clock.advance(seconds: 86_400 + 30 * 86_400)
        #expect(await problem { try await test.agents.admit(late, to: .renewal) }?.kind == .certificateExpired)
    }

    @Test func lifeAndGraceAreSettings() async throws {
        let settings = BrokerSettings(brokers: [], machineLifetime: 1000, renewalGrace: 50)
        let test = try await TestBroker(settings: settings)
        let machine = try await test.machine("web-1")
        #expect(machine.expiresAt == test.clock.now.adding(seconds: 1000))
        test.clock.advance(seconds: 1049)
        try await test.agents.admit(machine, to: .renewal)
        test.clock.advance(seconds: 1)
        #expect(await problem { try await test.agents.admit(machine, to: .renewal) }?.kind == .certificateExpired)
    }

    @Test func aBadRequestSaysWhatIsWrongAndChangesNothing() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let refused = await problem { _ = try await test.agents.renew(RenewalRequest(csr: "nonsense"), by: machine) }
        #expect(refused?.kind == .badRequest && refused?.members["pointer"] == "/csr")
        #expect(try await test.store.machine(machine.machine)?.next == nil)
    }

    @Test func anAgentThatLostItsTimerIsRemindedNowAndThenAndAfterWork() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let request = AvailabilityRequest(capacity: 4, holding: [], wait: 50)
        #expect(try await test.agents.arrive(request, from: machine) == nil)
        test.clock.advance(seconds: 86_400 * 6 / 10)
        #expect(try await test.agents.arrive(request, from: machine)?.next == .renew)
        #expect(try await test.agents.arrive(request, from: machine) == nil, "one that does not renew is parked all the same")
        test.clock.advance(seconds: 600)
        _ = try await test.submit(to: "web-1")
        #expect(try await test.agents.arrive(request, from: machine)?.next == .fetch)
        #expect(
            try await test.agents.arrive(AvailabilityRequest(capacity: 0, holding: [], wait: 50), from: machine)?.next == .renew)
    }
}
