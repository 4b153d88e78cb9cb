import BeckonIdentity
import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@Suite("The gate that every request of a machine passes")
struct MachineGateTests {
    private func renew(_ test: TestBroker, _ caller: MachineCaller) async throws {
        _ = try await test.agents.renew(RenewalRequest(csr: try IdentityKey().certificateRequest()), by: caller)
    }

    private func actions(_ test: TestBroker) async throws -> [AuditAction] {
        try await test.store.audit(of: "acme", after: 0, limit: 99).map(\.action)
    }

    @Test func ofAKnownMachineReadsAndWritesNothing() async throws {
        let store = FakeBrokerStore()
        let test = try await TestBroker(store: store)
        let machine = try await test.machine("web-1")
        try await test.agents.admit(machine, to: .availability)
        let (reads, writes) = (store.reads, store.writes)
        for access in MachineAccess.allCases { try await test.agents.admit(machine, to: access) }
        #expect((store.reads, store.writes) == (reads, writes))
    }

    @Test func theFirstUseOfARenewedCertificateIsDurableAndEndsTheOneBefore() async throws {
        let test = try await TestBroker()
        let old = try await test.machine("web-1")
        try await renew(test, old)
        let new = try await test.caller(old.machine, next: true)
        // Both work until the new one is used.
        try await test.agents.admit(old, to: .availability)
        test.clock.advance(seconds: 5)
        try await test.agents.admit(new, to: .availability)
        let record = try #require(try await test.store.machine(old.machine))
        #expect(record.certificate?.serial == new.serial && record.next == nil && record.previous?.serial == old.serial)
        #expect(record.certificate?.firstUsedAt == test.clock.now)
        #expect(test.connections.take() == [.retired(old.machine, besides: new.serial)])
        // The connection that was open before ends what it does.
        try await test.agents.admit(old, to: .results)
        #expect(try await test.store.machine(old.machine)?.state == .active)
    }

    @Test func theOldCertificateOnANewConnectionQuarantinesBothAndSaysWhy() async throws {
        let test = try await TestBroker()
        let old = try await test.machine("web-1")
        try await renew(test, old)
        let new = try await test.caller(old.machine, next: true)
        try await test.agents.admit(new, to: .availability)
        test.clock.advance(seconds: 1)
        let copy = MachineCaller(
            machine: old.machine, subscriber: "acme", serial: old.serial, keyFingerprint: old.keyFingerprint,
            expiresAt: old.expiresAt, connectedAt: test.clock.now, connection: 9, address: "203.0.113.9")
        #expect(await problem { try await test.agents.admit(copy, to: .availability) }?.kind == .quarantined)
        let view = try await test.operators.machine("web-1", for: test.alice)
        #expect(view.state == .quarantined && view.stateReason?.contains("203.0.113.9") == true)
        #expect(try await actions(test).filter { $0 == .machineQuarantined }.count == 1)

        // Neither gets work; what runs is heard of.
        let id = try await test.submit(to: "web-1")
        let request = AvailabilityRequest(capacity: 4, holding: [], wait: 50)
        #expect(try await test.agents.arrive(request, from: new) == nil)
        #expect(await problem { try await test.agents.admit(new, to: .fetch) }?.kind == .quarantined)
        try await test.agents.admit(new, to: .results)
        #expect(try await test.store.delivery(of: id, to: new.machine)?.state == .queued)
    }

    @Test func anotherJournalWhileTheFirstOneLivesQuarantines() async throws {
        let test = try await TestBroker()
        let first = try await test.machine("web-1")
        let second = try await test.caller(first.machine, connection: 2)
        func request(_ journal: String) -> AvailabilityRequest {
            AvailabilityRequest(
                capacity: 1, holding: [], wait: 50, session: AgentSession(journal: journal, run: 1, seq: 1))
        }
        #expect(try await test.agents.arrive(request("j1"), from: first) == nil)
        let refused = await problem { _ = try await test.agents.arrive(request("j2"), from: second) }
        #expect(refused?.kind == .quarantined && refused?.hint?.contains("beckon machine reidentify web-1") == true)
        #expect(try await test.store.machine(first.machine)?.journal == "j1")
        // From now on both are parked and offered nothing, and neither changes what the other runs.
        #expect(try await test.agents.arrive(request("j2"), from: second) == nil)
        #expect(try await test.agents.arrive(request("j1"), from: first) == nil)
        #expect(try await test.store.machine(first.machine)?.journal == "j1")
    }

    @Test func anotherJournalOfAnAgentThatHasGoneIsNone() async throws {
        let test = try await TestBroker()
        let first = try await test.machine("web-1")
        let session = AgentSession(journal: "j1", run: 1, seq: 1)
        _ = try await test.agents.arrive(AvailabilityRequest(capacity: 1, holding: [], wait: 50, session: session), from: first)
        test.connections.close(first.connection)
        let second = try await test.caller(first.machine, connection: 2)
        let other = AgentSession(journal: "j2", run: 1, seq: 1)
        _ = try await test.agents.arrive(AvailabilityRequest(capacity: 1, holding: [], wait: 50, session: other), from: second)
        #expect(try await test.store.machine(first.machine)?.state == .active)
        #expect(try await test.store.machine(first.machine)?.journal == "j2")
    }

    @Test func refusalsAreWrittenDownOnceAMinuteForEachKind() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        _ = try await test.operators.revoke("web-1", by: test.alice)
        for _ in 1...50 { #expect(await problem { try await test.agents.admit(machine, to: .fetch) }?.kind == .revoked) }
        #expect(try await actions(test).filter { $0 == .machineRefused }.count == 1)
        test.clock.advance(seconds: 60)
        for _ in 1...2 { #expect(await problem { try await test.agents.admit(machine, to: .fetch) }?.kind == .revoked) }
        let rows = try await test.store.audit(of: "acme", after: 0, limit: 99).filter { $0.action == .machineRefused }
        #expect(rows.count == 2)
        #expect(
            rows.allSatisfy { $0.outcome == .refused && $0.address == "192.0.2.7" && $0.actor == "machine \(machine.machine)" })
    }

    @Test func aParkedRequestOfACertificateThatExpiresMeanwhileIsRefused() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let request = AvailabilityRequest(capacity: 1, holding: [], wait: 300)
        #expect(try await test.agents.arrive(request, from: machine) == nil)
        test.clock.advance(seconds: 86_401)
        #expect(await problem { _ = try await test.agents.offer(nil, for: request, from: machine) }?.kind == .certificateExpired)
        try await test.agents.admit(machine, to: .renewal)
    }

    @Test func aStoreThatFailsLetsNobodyInWithAnUnusedCertificate() async throws {
        let store = FakeBrokerStore()
        let test = try await TestBroker(store: store)
        let old = try await test.machine("web-1")
        try await renew(test, old)
        let new = try await test.caller(old.machine, next: true)
        store.fail(with: StoreError(.full, "disk full"))
        #expect(await problem { try await test.agents.admit(new, to: .availability) }?.kind == .unavailable)
        store.fail(with: nil)
        try await test.agents.admit(old, to: .availability)
        try await test.agents.admit(new, to: .availability)
        #expect(try await test.store.machine(old.machine)?.previous?.serial == old.serial)
    }
}
