import BeckonIdentity
import BeckonWire
@testable import BrokerCore
import BrokerTestSupport
import Testing

/// Enrolment with zero certificates that are bounded.
@Suite struct BoundedEnrollmentTests {
    private let test: TestBroker
    private let start: Int

    init() async throws {
        test = try await TestBroker()
        start = try await test.store.audit(of: "acme", after: 0, limit: 99).count
    }

    private func caller(_ bounds: ZeroBounds, from address: String? = "192.0.2.7") async throws -> ZeroCaller {
        let request = ZeroCertificateRequest(
            name: "rack-7", csr: try IdentityKey().certificateRequest(), expires: nil, bounds: bounds)
        let response = try await test.operators.createZeroCertificate(request, by: test.alice)
        return ZeroCaller(zeroCertificate: response.zeroCertificate, subscriber: "acme", address: address)
    }

    @discardableResult
    private func enroll(
        _ name: String, key: IdentityKey = IdentityKey(), by caller: ZeroCaller
    ) async throws -> EnrollmentVerdict {
        try await test.agents.enroll(
            EnrollmentRequest(csr: try key.certificateRequest(), name: name, facts: [:]), by: caller)
    }

    private func view(_ caller: ZeroCaller) async throws -> ZeroCertificateView {
        let views = try await test.operators.zeroCertificates(after: nil, limit: 9, for: test.alice).items
        return try #require(views.first { $0.zeroCertificate == caller.zeroCertificate })
    }

    private func rows() async throws -> [AuditRecord] { try await test.store.audit(of: "acme", after: start, limit: 500) }

    @Test func usesAreExactUnder100AtOnce() async throws {
        let caller = try await caller(ZeroBounds(uses: 10))
        let outcomes = await withTaskGroup(of: Problem?.self) { group in
            for number in 1...100 {
                group.addTask { await problem { try await self.enroll("web-\(number)", by: caller) } }
            }
            return await group.reduce(into: [Problem?]()) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == nil } == 10)
        #expect(outcomes.count { $0?.members["bound"] == "uses" && $0?.kind == .forbidden } == 90)
        let view = try await view(caller)
        #expect((view.uses, view.usesLeft, view.machines) == (10, 0, 10))
        #expect(view.lastUsedAt == test.clock.now)
        let rows = try await rows()
        #expect(rows.count { $0.action == .machineEnrolled && $0.outcome == .done } == 10)
        #expect(rows.count { $0.action == .enrollmentRefused && $0.outcome == .refused && $0.address == "192.0.2.7" } == 90)
    }

    @Test func theSameKeyAgainIsNoSecondUse() async throws {
        let caller = try await caller(ZeroBounds(uses: 1))
        let key = IdentityKey()
        let first = try await enroll("web-1", key: key, by: caller)
        #expect(try await enroll("web-1", key: key, by: caller) == first)
        #expect(try await view(caller).uses == 1)
        #expect(await problem { try await enroll("web-2", by: caller) }?.members["bound"] == "uses")
    }

    @Test func whatIsRefusedIsWrittenDownWithItsAddress() async throws {
        let caller = try await caller(ZeroBounds(networks: ["198.51.100.0/24"]))
        #expect(await problem { try await enroll("web-1", by: caller) }?.members["bound"] == "networks")
        let row = try #require(try await rows().last)
        #expect(row.action == .enrollmentRefused && row.outcome == .refused && row.address == "192.0.2.7")
        #expect(row.actor == "zero \(caller.zeroCertificate)" && row.subject == "web-1")
        #expect(row.detail.contains("198.51.100.0/24"))
    }

    @Test func refusalsDoNotFillTheLog() async throws {
        let caller = try await caller(ZeroBounds(names: "db-.*"))
        for number in 1...250 { _ = await problem { try await enroll("web-\(number)", by: caller) } }
        #expect(try await rows().count { $0.action == .enrollmentRefused } == 200)
        test.clock.advance(seconds: 60)
        _ = await problem { try await enroll("web-1", by: caller) }
        #expect(try await rows().count { $0.action == .enrollmentRefused } == 201)
    }

    @Test func labelsAreForcedOnItsMachines() async throws {
        let caller = try await caller(ZeroBounds(uses: 1, labels: ["role": "web", "env": "prod"]))
        try await enroll("web-1", by: caller)
        #expect(try await test.operators.machine("web-1", for: test.alice).labels == ["role": "web", "env": "prod"])
    }

    @Test func aRevokedOneLeavesItsMachinesAlone() async throws {
        let caller = try await caller(.none)
        try await enroll("web-1", by: caller)
        let revoked = try await test.operators.revokeZeroCertificate(caller.zeroCertificate, by: test.alice)
        #expect(revoked.revokedAt == test.clock.now && revoked.machines == 1)
        test.clock.advance(seconds: 9)
        let again = try await test.operators.revokeZeroCertificate(caller.zeroCertificate, by: test.alice)
        #expect(again == revoked)
        #expect(await problem { try await enroll("web-2", by: caller) }?.kind == .revoked)
        #expect(try await test.operators.machine("web-1", for: test.alice).state == .active)
        #expect(
            try await rows().map(\.action) == [.zeroCreated, .machineEnrolled, .zeroRevoked, .enrollmentRefused])
        let stranger = await problem {
            _ = try await test.operators.revokeZeroCertificate(caller.zeroCertificate, by: test.bob)
        }
        #expect(stranger?.kind == .notFound)
    }

    @Test func warnsOfLabelsForWhoeverHasTheFile() async throws {
        let request = ZeroCertificateRequest(
            name: "rack-7", csr: try IdentityKey().certificateRequest(), expires: nil, bounds: ZeroBounds(labels: ["role": "web"])
        )
        let response = try await test.operators.createZeroCertificate(request, by: test.alice)
        #expect(response.warnings?.first?.contains("role=web") == true)
    }
}
