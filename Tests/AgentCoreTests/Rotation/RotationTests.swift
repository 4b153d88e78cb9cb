import AgentTestSupport
import BeckonIdentity
import BeckonWire
import Logging
import Synchronization
import TestSupport
import Testing

@testable import AgentCore

/// One machine, its files and its broker; processes live one after the other.
private struct World {
    let clock = TestClock()
    let office: CertificateOffice
    let files = FailingIdentityFiles()
    let link: FakeBrokerLink
    let store: IdentityStore

    init(
        keys: any MachineKeyStore = FileKeyStore(),
        fate: @escaping @Sendable (FakeBrokerLink.Call) -> FakeBrokerLink.Fate = { _ in .answered }
    ) throws {
        office = try CertificateOffice(at: clock.now)
        link = FakeBrokerLink(office: office, clock: clock, fate: fate)
        store = IdentityStore(files: files, keys: keys, directory: "d")
        try store.put(office.enrolled(at: clock.now))
    }

    /// A process begins: it reads who it is, and uses that.
    func start() async throws -> Rotation {
        let identity = try #require(try await store.load())
        try await link.use(identity.credential)
        return Rotation(
            of: identity, store: store, link: link, clock: clock,
            log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }
}

extension RotationEvent {
    fileprivate var isRenewal: Bool { if case .renewed = self { true } else { false } }
}

@Suite(.timeLimit(.minutes(2))) struct RotationTests {
    @Test func aRenewalHasANewKeyAndLeavesOneIdentity() async throws {
        let world = try World()
        let rotation = try await world.start()
        let old = rotation.current
        #expect(await rotation.renewOnce() == .renewed(RenewalPlan(obtained: world.clock.now, seconds: 1800)))
        let new = rotation.current
        #expect(new.leaf.keyFingerprint != old.leaf.keyFingerprint && new.agent == old.agent)
        _ = try await world.link.trust()
        #expect(world.office.serialInForce == new.leaf.serial && world.office.copies == 0)
        #expect(world.files.names == ["agent.json", "machine.pem"])
        #expect(try await world.store.load()?.file == new.file)
    }

    /// The power goes, or the disk is full, at every change of the files; before and after the broker has answered.
    @Test(arguments: FailingIdentityFiles.Failure.allCases, [true, false])
    func whateverFailsThereIsOneIdentityThatWorks(failure: FailingIdentityFiles.Failure, isUsedBetween: Bool) async throws {
        var change = 0
        var hasFailed = true
        while hasFailed {
            let world = try World()
            let first = try await world.start()
            world.files.fail(at: change, failure)
            _ = await first.renewOnce()
            hasFailed = world.files.mend()
            // What lives on uses what it has; what was cut off begins anew.
            let isAlive = failure == .refused || failure == .madeAndRefused
            if isAlive { _ = try await world.link.trust() }
            let second = isAlive ? first : try await world.start()
            if isUsedBetween { _ = try await world.link.trust() }
            #expect(await second.renewOnce().isRenewal, "at \(change)")
            _ = try await world.link.trust()
            let third = try await world.start()
            _ = try await world.link.trust()
            #expect(world.office.copies == 0, "at \(change): the old identity was shown after the new one")
            #expect(world.office.serialInForce == third.current.leaf.serial)
            #expect(world.files.names == ["agent.json", "machine.pem"], "at \(change)")
            change += 1
        }
        #expect(change >= 3)
    }

    @Test func aLostAnswerIsAskedForAgainWithTheSameKey() async throws {
        let lost = Once(times: 3)
        let world = try World(fate: { call in
            if case .renew = call, lost.take() { .answerLost } else { .answered }
        })
        for _ in 0..<3 {
            // Each time by another process.
            let rotation = try await world.start()
            #expect(await rotation.renewOnce().isRenewal == false)
            _ = try await world.link.trust()
        }
        #expect(try await world.start().renewOnce().isRenewal)
        _ = try await world.link.trust()
        #expect(world.office.renewals == 1 && world.office.copies == 0)
    }

    @Test func aCertificateForAnotherMachineOrKeyIsNotTaken() async throws {
        let world = try World()
        let rotation = try await world.start()
        let other = try world.office.identities.issue(
            .machine(subscriber: "acme", id: "\(MachineID.generate(at: .init(milliseconds: 1)))"))
        #expect(throws: IdentityError.self) {
            _ = try rotation.current.renewed(
                certificate: other.certificate.pem, key: .file(other.key),
                renewal: RenewalPlan(obtained: world.clock.now, seconds: 60))
        }
        #expect(throws: IdentityError.self) {
            _ = try rotation.current.renewed(
                certificate: rotation.current.credential.certificate, key: .file(IdentityKey()),
                renewal: RenewalPlan(obtained: world.clock.now, seconds: 60))
        }
    }

    @Test func keysInATokenAreRenewedThereAndTheOldOneIsDestroyed() async throws {
        let token = FakeToken()
        let world = try World(keys: token)
        let rotation = try await world.start()
        for _ in 0..<3 {
            #expect(await rotation.renewOnce().isRenewal)
            _ = try await world.link.trust()
        }
        guard case .reference(let reference) = rotation.current.credential.key.stored else { return #expect(Bool(false)) }
        #expect(token.references == [reference])

        token.remove()
        guard case .notRenewed(.identity(let error)) = await rotation.renewOnce() else { return #expect(Bool(false)) }
        #expect(error.code == .keyUnavailable)
    }

    @Test func aRenewInThatCannotBeBecomesHalfOfTheLife() throws {
        let identities = try TestIdentities()
        let leaf = try ClientCertificate(
            pem: identities.issue(
                .machine(subscriber: "acme", id: "\(MachineID.generate(at: .init(milliseconds: 1)))"), lifetime: 1000
            ).certificate.pem)
        for renewIn in [-1, 5000, Int.max] {
            let plan = RenewalPlan(renewIn: renewIn, certificate: leaf, obtained: .init(milliseconds: 0), random: 0.5)
            #expect((500...660).contains(plan.seconds))
        }
    }

    // MARK: trust

    @Test func aNewBundleIsTakenInOneStep() async throws {
        let world = try World()
        let rotation = try await world.start()
        let another = try TestIdentities(now: world.office.identities.now)
        world.office.trust = world.office.identities.trust + another.trust
        #expect(await rotation.checkTrustOnce() == .trustChanged)
        #expect(rotation.current.trust.text == world.office.trust)
        #expect(try await world.store.load()?.trust.digest == rotation.current.trust.digest)
        #expect(await rotation.checkTrustOnce() == .trustKept)
    }

    @Test func aBundleThatWouldLoseTheBrokerOrIsNoneIsNotTaken() async throws {
        let world = try World()
        let rotation = try await world.start()
        let another = try TestIdentities(now: world.office.identities.now)
        let before = rotation.current.trust
        for bundle in [another.trust, "", "x", another.trust + another.acme.certificatePEM, another.acmeMachine.certificate.pem] {
            world.office.trust = bundle
            guard case .trustRefused = await rotation.checkTrustOnce() else { return #expect(Bool(false), "\(bundle)") }
            #expect(rotation.current.trust == before)
            #expect(try await world.store.load()?.trust == before)
        }
    }

    @Test(arguments: FailingIdentityFiles.Failure.allCases)
    func aSwapOfTrustThatFailsLeavesOneThatWorks(failure: FailingIdentityFiles.Failure) async throws {
        let world = try World()
        let rotation = try await world.start()
        world.office.trust = try world.office.identities.trust + TestIdentities(now: world.office.identities.now).trust
        world.files.fail(at: 0, failure)
        guard case .trustRefused = await rotation.checkTrustOnce() else { return #expect(Bool(false)) }
        world.files.mend()
        let again = try await world.start()
        #expect([.trustChanged, .trustKept].contains(await again.checkTrustOnce()))
        #expect(again.current.trust.text == world.office.trust)
    }
}
