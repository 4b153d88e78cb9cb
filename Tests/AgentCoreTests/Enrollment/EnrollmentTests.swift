import AgentTestSupport
import BeckonIdentity
import BeckonWire
import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import AgentCore

@Suite(.timeLimit(.minutes(1))) struct EnrollmentTests {
    private let identities: TestIdentities
    private let temporary: TemporaryDirectory

    init() throws {
        identities = try TestIdentities()
        temporary = try TemporaryDirectory()
    }

    @Test func storesAnIdentityForAKeyThatIsMadeHere() async throws {
        let link = try link()
        let directory = try AgentDirectory(path: temporary.path("agent"))
        let result = try await enroll(directory, link)
        guard case .enrolled(let identity) = result else { return #expect(Bool(false), "\(result)") }
        #expect(identity.subscriber == "acme" && identity.name == "web-01" && identity.brokers == ["https://localhost:7443"])
        let stored = try #require(try await directory.identities().load())
        #expect(stored.agent == identity && stored.trust.text == identities.trust)
        #expect(stored.renewal?.seconds == 3600)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() == [
                "agent.json", "lock", "machine.pem", "spool",
            ])
    }

    @Test func aSecondTimeIsNoSecondMachine() async throws {
        let link = try link()
        let directory = try AgentDirectory(path: temporary.path("agent"))
        let first = try await enroll(directory, link)
        let second = try await enroll(directory, link)
        guard case .enrolled(let identity) = first else { return #expect(Bool(false)) }
        #expect(second == .wasEnrolled(identity))
        #expect(link.keys.count == 1)
    }

    @Test func anotherNameForAnEnrolledMachineIsRefused() async throws {
        let link = try link()
        let directory = try AgentDirectory(path: temporary.path("agent"))
        _ = try await enroll(directory, link)
        await #expect(throws: EnrollmentError.self) { try await enroll(directory, link, name: "web-02") }
    }

    @Test func repeatsWithTheSameKeyAfterAFailureAndWhileAnApprovalIsAwaited() async throws {
        let link = try link(answers: [.failure(.unreachable("down")), .success(.pending(retryAfter: 1))])
        let directory = try AgentDirectory(path: temporary.path("agent"))
        _ = try await enroll(directory, link)
        #expect(link.keys.count == 3 && Set(link.keys).count == 1)
    }

    @Test func aRefusalIsSaidAndTheKeyStays() async throws {
        let link = try link(answers: [.failure(.refused(Problem(.forbidden, "z-1 is used up")))])
        let directory = try AgentDirectory(path: temporary.path("agent"))
        await #expect(throws: EnrollmentError.link(.refused(Problem(.forbidden, "z-1 is used up")))) {
            try await enroll(directory, link)
        }
        #expect(try await directory.identities().load() == nil)
        _ = try await enroll(directory, link)
        #expect(Set(link.keys).count == 1)
    }

    @Test func aCertificateForAnotherKeyIsNotStored() async throws {
        let link = try link(wrongKey: true)
        let directory = try AgentDirectory(path: temporary.path("agent"))
        await #expect(throws: EnrollmentError.self) { try await enroll(directory, link) }
        #expect(try await directory.identities().load() == nil)
    }

    @Test func whatIsPendingIsGoneOnWithByALaterProcess() async throws {
        let directory = try AgentDirectory(path: temporary.path("agent"))
        let store = directory.identities()
        let pending = try link(
            answers: Array(repeating: .success(.pending(retryAfter: 1)), count: 3) + [.failure(.malformed("cut off"))])
        let first = Task { try await enroll(directory, pending) }
        pending.until(asked: 4) { first.cancel() }
        await #expect(throws: EnrollmentError.self) { try await first.value }

        let left = try #require(try store.pendingEnrollment())
        #expect(left.name == "web-01" && left.zero.brokers == ["https://localhost:7443"])
        let later = try link()
        let enrollment = Enrollment(
            store: store, clock: TestClock { _ in true }, log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        let agent = try await enrollment.resume(left, besides: nil, facts: [:], connect: { _ in later })
        #expect(agent.name == "web-01" && Set(pending.keys + later.keys).count == 1)
        #expect(try store.pendingEnrollment() == nil)
    }

    @Test func aRefusedEnrolmentIsNotGoneOnWith() async throws {
        let directory = try AgentDirectory(path: temporary.path("agent"))
        let link = try link(answers: [.failure(.refused(Problem(.forbidden, "z-1 is used up")))])
        await #expect(throws: EnrollmentError.self) { try await enroll(directory, link) }
        #expect(try directory.identities().pendingEnrollment() == nil)
    }

    @Test func againMakesANewKeyAndKeepsTheOldIdentityUntilTheNewOneIsThere() async throws {
        let directory = try AgentDirectory(path: temporary.path("agent"))
        let store = directory.identities()
        _ = try await enroll(directory, try link())
        let old = try #require(try await store.load())

        let refused = try link(answers: [.failure(.refused(Problem(.nameTaken, "web-01 is taken")))])
        await #expect(throws: EnrollmentError.self) { try await enroll(directory, refused, again: true) }
        #expect(try await store.load()?.leaf.fingerprint == old.leaf.fingerprint)

        let granted = try link()
        guard case .enrolled(let agent) = try await enroll(directory, granted, again: true) else { return #expect(Bool(false)) }
        let new = try #require(try await store.load())
        #expect(new.agent == agent && new.agent.name == "web-01" && new.leaf.keyFingerprint != old.leaf.keyFingerprint)
        #expect(refused.keys.allSatisfy { $0 != old.leaf.keyFingerprint })
    }

    @Test func aDirectoryInUseIsRefused() throws {
        let directory = try AgentDirectory(path: temporary.path("agent"))
        let error = #expect(throws: IdentityError.self) { _ = try AgentDirectory(path: temporary.path("agent")) }
        #expect(error?.code == .locked)
        withExtendedLifetime(directory) {}
    }

    private func enroll(
        _ directory: AgentDirectory, _ link: FakeEnrollmentLink, name: String? = nil, again: Bool = false
    ) async throws -> Enrollment.Result {
        let enrollment = Enrollment(
            store: directory.identities(), clock: TestClock { _ in true },
            log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        return try await enrollment.enroll(
            with: try identities.zeroFile(identities.acmeZero, brokers: ["https://localhost:7443"]), name: name,
            defaultName: "web-01", facts: [:], again: again, connect: { _ in link })
    }

    private func link(
        answers: [Result<EnrollmentAnswer, LinkError>] = [], wrongKey: Bool = false
    ) throws -> FakeEnrollmentLink {
        FakeEnrollmentLink(identities, answers, wrongKey: wrongKey)
    }
}

/// Gives the answers that it was made with, then certificates.
private final class FakeEnrollmentLink: EnrollmentLink {
    private let identities: TestIdentities
    private let wrongKey: Bool
    private let state:
        Mutex<(answers: [Result<EnrollmentAnswer, LinkError>], keys: [String], watcher: (Int, @Sendable () -> Void)?)>

    init(_ identities: TestIdentities, _ answers: [Result<EnrollmentAnswer, LinkError>], wrongKey: Bool) {
        self.identities = identities
        self.wrongKey = wrongKey
        state = Mutex((answers, [], nil))
    }

    func close() async {}

    /// Calls `body` when so many have asked.
    func until(asked count: Int, _ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.watcher = (count, body) }
    }

    /// The fingerprints of the keys that asked.
    var keys: [String] { state.withLock { $0.keys } }

    func enroll(_ request: EnrollmentRequest) async throws(LinkError) -> EnrollmentAnswer {
        guard let csr = try? CertificateRequest(pem: request.csr) else { throw .malformed("not a request") }
        let answer = state.withLock { state in
            state.keys.append(csr.fingerprint)
            if let (count, body) = state.watcher, state.keys.count >= count { body() }
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        if let answer { return try answer.get() }
        let machine = MachineID.generate(at: .start)
        let name = PeerName.machine(subscriber: "acme", id: "\(machine)")
        let other = try? CertificateRequest(pem: IdentityKey().certificateRequest())
        guard
            let certificate = try? identities.acme.issueClient(
                name, to: wrongKey ? other ?? csr : csr, now: identities.now, lifetime: 3600)
        else { throw .malformed("not issued") }
        return .enrolled(
            EnrollmentResponse(machine: machine, certificate: certificate.pem, trust: identities.trust, renewIn: 3600))
    }
}
