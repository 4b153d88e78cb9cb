import AgentTestSupport
import BeckonIdentity
import BeckonWire
import Logging
import TestSupport
import Testing

@testable import AgentCore

/// An enrolment whose machine loses its power, or has a full disk, at every change of its files.
@Suite(.timeLimit(.minutes(2))) struct EnrollmentFailureTests {
    @Test(arguments: FailingIdentityFiles.Failure.allCases, [false, true])
    func oneMachineWithOneKeyComesOfIt(failure: FailingIdentityFiles.Failure, again: Bool) async throws {
        let identities = try TestIdentities()
        let zero = try identities.zeroFile(identities.acmeZero, brokers: ["https://localhost:7443"])
        var change = 0
        var hasFailed = true
        while hasFailed {
            let files = FailingIdentityFiles()
            let store = IdentityStore(files: files, keys: FileKeyStore(), directory: "d")
            let link = IssuingLink(identities)
            if again { _ = try await enroll(store, link, zero, again: false) }
            let old = try await store.load()

            files.fail(at: change, failure)
            _ = try? await enroll(store, link, zero, again: again)
            hasFailed = files.mend()

            // A later start goes on with it, or somebody repeats the command.
            let present = try await store.load()
            if let pending = try store.pendingEnrollment() {
                _ = try await enrollment(store).resume(pending, besides: present, facts: [:], connect: { _ in link })
            } else if present == nil || present?.leaf.fingerprint == old?.leaf.fingerprint {
                _ = try await enroll(store, link, zero, again: again)
            }
            let identity = try #require(try await store.load(), "at \(change)")
            #expect(files.names == ["agent.json", "machine.pem"], "at \(change)")
            #expect(identity.leaf.keyFingerprint != old?.leaf.keyFingerprint)
            // Only a key that was never on disk for certain may be replaced by another.
            #expect(link.keys.count <= (again ? 2 : 1) + (change == 0 ? 1 : 0), "at \(change)")
            change += 1
        }
        #expect(change > 3)
    }

    private func enrollment(_ store: IdentityStore) -> Enrollment {
        Enrollment(
            store: store, clock: TestClock { _ in true }, log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    private func enroll(
        _ store: IdentityStore, _ link: IssuingLink, _ zero: ZeroFile, again: Bool
    ) async throws -> Enrollment.Result {
        try await enrollment(store).enroll(
            with: zero, name: nil, defaultName: "web-01", facts: [:], again: again, connect: { _ in link })
    }
}
