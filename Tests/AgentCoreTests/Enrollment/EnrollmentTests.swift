import AgentTestSupport
import BeckonIdentity
import BeckonWire
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
        let credential = try directory.credential()
        #expect(try ClientCertificate(pem: credential.certificate).keyFingerprint == credential.key.fingerprint)
        #expect(credential.trust == identities.trust)
        #expect(try directory.identity() == identity)
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
        #expect(try directory.identity() == nil)
        _ = try await enroll(directory, link)
        #expect(Set(link.keys).count == 1)
    }

    @Test func aCertificateForAnotherKeyIsNotStored() async throws {
        let link = try link(wrongKey: true)
        let directory = try AgentDirectory(path: temporary.path("agent"))
        await #expect(throws: EnrollmentError.self) { try await enroll(directory, link) }
        #expect(try directory.identity() == nil)
    }

    @Test func aDirectoryInUseIsRefused() throws {
        let directory = try AgentDirectory(path: temporary.path("agent"))
        let error = #expect(throws: IdentityError.self) { _ = try AgentDirectory(path: temporary.path("agent")) }
        #expect(error?.code == .locked)
        withExtendedLifetime(directory) {}
    }

    private func enroll(
        _ directory: AgentDirectory, _ link: FakeEnrollmentLink, name: String? = nil
    ) async throws -> Enrollment.Result {
        let enrollment = Enrollment(
            directory: directory, clock: TestClock { _ in true },
            log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        return try await enrollment.enroll(
            with: try identities.zeroFile(identities.acmeZero, brokers: ["https://localhost:7443"]), name: name,
            defaultName: "web-01", facts: [:], connect: { _ in link })
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
    private let state: Mutex<(answers: [Result<EnrollmentAnswer, LinkError>], keys: [String])>

    init(_ identities: TestIdentities, _ answers: [Result<EnrollmentAnswer, LinkError>], wrongKey: Bool) {
        self.identities = identities
        self.wrongKey = wrongKey
        state = Mutex((answers, []))
    }

    func close() async {}

    /// The fingerprints of the keys that asked.
    var keys: [String] { state.withLock { $0.keys } }

    func enroll(_ request: EnrollmentRequest) async throws(LinkError) -> EnrollmentAnswer {
        guard let csr = try? CertificateRequest(pem: request.csr) else { throw .malformed("not a request") }
        let answer = state.withLock { state in
            state.keys.append(csr.fingerprint)
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
