import BeckonIdentity
import BeckonWire
@testable import BrokerCore
import BrokerTestSupport
import Testing

/// Machines that wait until an admin approves them.
@Suite struct ApprovalTests {
    private let test: TestBroker
    private let caller: ZeroCaller

    init() async throws {
        test = try await TestBroker()
        let request = ZeroCertificateRequest(
            name: "rack-7", csr: try IdentityKey().certificateRequest(), expires: nil,
            bounds: ZeroBounds(uses: 2, labels: ["role": "web"], approval: true))
        let response = try await test.operators.createZeroCertificate(request, by: test.alice)
        caller = ZeroCaller(zeroCertificate: response.zeroCertificate, subscriber: "acme", address: "192.0.2.7")
    }

    private func enroll(_ name: String, _ key: IdentityKey) async throws -> EnrollmentVerdict {
        try await test.agents.enroll(EnrollmentRequest(csr: try key.certificateRequest(), name: name, facts: [:]), by: caller)
    }

    private func approve(_ machine: String, by caller: OperatorCaller? = nil) async throws -> MachineView {
        try await test.operators.change(machine, MachineChangeRequest(approve: true), by: caller ?? test.alice)
    }

    private func actions() async throws -> [AuditAction] {
        try await test.store.audit(of: "acme", after: 0, limit: 99).map(\.action).filter { $0 != .zeroCreated }
    }

    @Test func aMachineWaitsUntilItIsApproved() async throws {
        let key = IdentityKey()
        #expect(try await enroll("web-1", key) == .pending(retryAfter: 5))
        let waiting = try await test.operators.machine("web-1", for: test.alice)
        #expect(waiting.state == .pending && waiting.certificateExpiresAt == nil && !waiting.connected)
        #expect(waiting.labels == ["role": "web"])
        #expect(waiting.stateReason?.contains("from 192.0.2.7 with rack-7") == true)

        test.clock.advance(seconds: 200)
        #expect(try await enroll("web-1", key) == .pending(retryAfter: 20))
        test.clock.advance(seconds: 3600)
        #expect(try await enroll("web-1", key) == .pending(retryAfter: 60))

        let approved = try await approve("web-1")
        #expect(approved.state == .active && approved.stateReason == nil)
        guard case .enrolled(let response) = try await enroll("web-1", key) else { return #expect(Bool(false), "still waiting") }
        #expect(response.machine == waiting.machine)
        #expect(try await enroll("web-1", key) == .enrolled(response))
        #expect(try await actions() == [.enrollmentRequested, .machineApproved, .machineEnrolled])
        let zeros = try await test.operators.zeroCertificates(after: nil, limit: 9, for: test.alice).items
        #expect(zeros.first { $0.zeroCertificate == caller.zeroCertificate }?.uses == 1)
    }

    @Test func approvingTwiceIsOnce() async throws {
        _ = try await enroll("web-1", IdentityKey())
        _ = try await approve("web-1")
        #expect(try await approve("web-1").state == .active)
        #expect(try await actions().count { $0 == .machineApproved } == 1)
    }

    @Test func whatIsRevokedIsNotApproved() async throws {
        let key = IdentityKey()
        _ = try await enroll("web-1", key)
        _ = try await test.operators.revoke("web-1", by: test.alice)
        #expect(await problem { _ = try await approve("web-1") }?.kind == .badRequest)
        #expect(await problem { _ = try await enroll("web-1", key) }?.kind == .revoked)
    }

    @Test func whoeverApprovesNeedsTheRightOnThatMachine() async throws {
        _ = try await enroll("web-1", IdentityKey())
        let viewer = OperatorCaller(name: "eve", subscriber: "acme", role: .operator)
        #expect(await problem { _ = try await approve("web-1", by: viewer) }?.members["right"] == "machines.manage")
        let elsewhere = OperatorCaller(
            name: "eve", subscriber: "acme", role: .admin,
            scope: OperatorScope(machines: try LabelQuery("role=db"), executors: nil))
        #expect(await problem { _ = try await approve("web-1", by: elsewhere) } != nil)
        #expect(try await test.operators.machine("web-1", for: test.alice).state == .pending)
    }

    @Test func theQueueSurvivesTheBroker() async throws {
        let key = IdentityKey()
        _ = try await enroll("web-1", key)
        let later = try await test.restarted()
        _ = try await later.operators.change("web-1", MachineChangeRequest(approve: true), by: test.alice)
        guard case .enrolled = try await enroll("web-1", key) else { return #expect(Bool(false), "still waiting") }
    }

    @Test func waitingTakesAUseAndAName() async throws {
        _ = try await enroll("web-1", IdentityKey())
        #expect(await problem { _ = try await enroll("web-1", IdentityKey()) }?.kind == .nameTaken)
        _ = try await enroll("web-2", IdentityKey())
        #expect(await problem { _ = try await enroll("web-3", IdentityKey()) }?.members["bound"] == "uses")
    }
}
