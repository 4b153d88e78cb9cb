import BeckonIdentity
import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@Suite("Labels, reidentification and revocation of a machine")
struct MachineChangeTests {
    private func enrollment(_ name: String = "web-1", key: IdentityKey = IdentityKey()) throws -> EnrollmentRequest {
        EnrollmentRequest(csr: try key.certificateRequest(), name: name, facts: ["os": "new"])
    }

    private func rows(_ test: TestBroker, _ action: AuditAction) async throws -> [AuditRecord] {
        try await test.store.audit(of: "acme", after: 0, limit: 99).filter { $0.action == action }
    }

    // MARK: Labels

    @Test func labelsAreMergedAndNullRemovesOne() async throws {
        let test = try await TestBroker()
        _ = try await test.machine("web-1")
        func label(_ labels: [String: String?]) async throws -> [String: String] {
            try await test.operators.change("web-1", MachineChangeRequest(labels: labels), by: test.alice).labels
        }
        #expect(try await label(["role": "web", "old": "x"]) == ["role": "web", "old": "x"])
        #expect(try await label(["env": "prod", "old": nil]) == ["role": "web", "env": "prod"])
        #expect(try await label(["env": "prod"]) == ["role": "web", "env": "prod"])
        #expect(try await rows(test, .machineLabelled).map(\.detail) == ["old=x role=web", "env=prod old-"])
    }

    @Test func badLabelsAreRefusedAndNothingIsChanged() async throws {
        let test = try await TestBroker()
        _ = try await test.machine("web-1")
        for labels: [String: String?] in [["Bad Key": "x"], ["fact.os": "x"], ["role": "two words"], ["role": ""]] {
            let refused = await problem {
                _ = try await test.operators.change("web-1", MachineChangeRequest(labels: labels), by: test.alice)
            }
            #expect(refused?.kind == .badRequest, "\(labels)")
        }
        let many = Dictionary(uniqueKeysWithValues: (1...Bounds.labels).map { ("k\($0)", String?.some("v")) })
        _ = try await test.operators.change("web-1", MachineChangeRequest(labels: many), by: test.alice)
        let beyond = await problem {
            _ = try await test.operators.change("web-1", MachineChangeRequest(labels: ["more": "v"]), by: test.alice)
        }
        #expect(beyond?.kind == .badRequest)
        let nothing = await problem { _ = try await test.operators.change("web-1", MachineChangeRequest(), by: test.alice) }
        #expect(nothing?.kind == .badRequest)
    }

    @Test func onlyWhoManagesMachinesMay() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let viewer = OperatorCaller(name: "eve", subscriber: "acme", role: .operator)
        let change = MachineChangeRequest(labels: ["role": "web"], reidentify: true)
        #expect(await problem { _ = try await test.operators.change("web-1", change, by: viewer) }?.kind == .forbidden)
        #expect(await problem { _ = try await test.operators.revoke("web-1", by: viewer) }?.kind == .forbidden)
        for name in ["web-1", machine.machine.description] {
            #expect(await problem { _ = try await test.operators.change(name, change, by: test.bob) }?.kind == .notFound)
            #expect(await problem { _ = try await test.operators.revoke(name, by: test.bob) }?.kind == .notFound)
        }
        #expect(try await test.store.machine(machine.machine)?.state == .active)
    }

    @Test func whoIsNarrowedStaysWithinItsMachines() async throws {
        let test = try await TestBroker()
        for name in ["web-1", "db-1"] {
            _ = try await test.machine(name)
            _ = try await test.operators.change(
                name, MachineChangeRequest(labels: ["role": String(name.prefix { $0 != "-" })]), by: test.alice)
        }
        let scope = OperatorScope(machines: try LabelQuery("role=web"), executors: nil)
        let narrowed = OperatorCaller(name: "web-admin", subscriber: "acme", role: .admin, scope: scope)
        #expect(await problem { _ = try await test.operators.revoke("db-1", by: narrowed) }?.kind == .notFound)
        let away = MachineChangeRequest(labels: ["role": "db"])
        #expect(await problem { _ = try await test.operators.change("web-1", away, by: narrowed) }?.kind == .forbidden)
        let within = MachineChangeRequest(labels: ["env": "test"])
        #expect(try await test.operators.change("web-1", within, by: narrowed).labels == ["role": "web", "env": "test"])
    }

    // MARK: Reidentification

    @Test func aQuarantinedMachineEnrolsAgainAsItself() async throws {
        let test = try await TestBroker()
        let old = try await test.machine("web-1")
        _ = try await test.operators.change("web-1", MachineChangeRequest(labels: ["role": "web"]), by: test.alice)
        _ = test.connections.take()
        let view = try await test.operators.change("web-1", MachineChangeRequest(reidentify: true), by: test.alice)
        #expect(view.state == .revoked && view.stateReason?.contains("reidentified by alice") == true)
        #expect(test.connections.take() == [.expelled(old.machine)])
        let refused = await problem { try await test.agents.admit(old, to: .renewal) }
        #expect(refused?.kind == .revoked && refused?.hint?.contains("enrol again") == true)

        let id = try await test.submit(to: "web-1")
        let again = try await test.enroll(enrollment(), by: test.acmeZero)
        #expect(again.machine == old.machine && again.certificate.contains(old.machine.description))
        let machine = try await test.operators.machine("web-1", for: test.alice)
        #expect(machine.state == .active && machine.labels == ["role": "web"] && machine.facts == ["os": "new"])
        let caller = try await test.caller(again.machine)
        try await test.agents.admit(caller, to: .availability)
        let request = AvailabilityRequest(capacity: 1, holding: [], wait: 0)
        #expect(try await test.agents.arrive(request, from: caller)?.transactions == [id])
        // The identity before is nobody's any more, and no second machine may take the place.
        #expect(await problem { try await test.agents.admit(old, to: .availability) }?.kind == .wrongCertificate)
        #expect(await problem { _ = try await test.enroll(enrollment(), by: test.acmeZero) }?.kind == .nameTaken)
        #expect(try await rows(test, .machineReidentified).count == 1)
        #expect(try await rows(test, .machineEnrolled).count == 2)
    }

    @Test func aMachineSetUpAnewIsToldHowToTakeItsName() async throws {
        let test = try await TestBroker()
        let old = try await test.machine("web-1")
        let taken = await problem { _ = try await test.enroll(enrollment(), by: test.acmeZero) }
        #expect(taken?.kind == .nameTaken && taken?.hint?.contains("beckon machine reidentify web-1") == true)
        _ = try await test.operators.change("web-1", MachineChangeRequest(reidentify: true), by: test.alice)
        let key = IdentityKey()
        let again = try await test.enroll(enrollment(key: key), by: test.acmeZero)
        #expect(again.machine == old.machine)
        #expect(try await test.enroll(enrollment(key: key), by: test.acmeZero).certificate == again.certificate)
    }

    @Test func enrolmentsAtOnceUnderAnAwaitedNameMakeOneMachine() async throws {
        let test = try await TestBroker()
        _ = try await test.machine("web-1")
        _ = try await test.operators.change("web-1", MachineChangeRequest(reidentify: true), by: test.alice)
        let taken = await withTaskGroup(of: Bool.self) { group in
            for _ in 1...20 {
                group.addTask {
                    await problem { _ = try await test.enroll(enrollment(), by: test.acmeZero) }?.kind == .nameTaken
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(taken == 19)
    }

    // MARK: Revocation

    @Test func aRevokedMachineIsShutOutAndWhatWaitsForItExpires() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let running = try await test.submit(to: "web-1")
        _ = try await test.agents.fetch(running, FetchRequest(session: nil), by: machine)
        var queued: [TransactionID] = []
        for _ in 1...3 { queued.append(try await test.submit(to: "web-1")) }
        _ = test.waker.take()
        let view = try await test.operators.revoke("web-1", by: test.alice)
        #expect(view.state == .revoked && view.stateReason?.contains("revoked by alice") == true)
        #expect(view.certificateExpiresAt == nil && !view.connected)
        #expect(test.connections.take() == [.expelled(machine.machine)])
        #expect(test.waker.take() == [machine.machine])
        for id in queued {
            let delivery = try #require(try await test.store.delivery(of: id, to: machine.machine))
            #expect(delivery.state == .finished(.expired) && delivery.finish?.message?.contains("revoked") == true)
            #expect(try await test.store.standing(of: id, after: 0, limit: 9).events.count == 1)
        }
        let open = try #require(try await test.store.delivery(of: running, to: machine.machine))
        #expect(open.state == .fetched && open.cancelRequested && open.dueAt != nil)
        for access in MachineAccess.allCases {
            #expect(await problem { try await test.agents.admit(machine, to: access) }?.kind == .revoked)
        }
        let request = AvailabilityRequest(capacity: 1, holding: [], wait: 50)
        #expect(await problem { _ = try await test.agents.offer(nil, for: request, from: machine) }?.kind == .revoked)
        #expect(await problem { _ = try await test.submit(to: "web-1") }?.kind == .unknownTarget)
        _ = try await test.operators.revoke("web-1", by: test.alice)
        #expect(try await rows(test, .machineRevoked).count == 1)
    }

    @Test func revocationOutlivesTheBroker() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        _ = try await test.operators.revoke(machine.machine.description, by: test.alice)
        let later = try await test.restarted()
        #expect(await problem { try await later.agents.admit(machine, to: .availability) }?.kind == .revoked)
    }

    @Test func theKeyOfARevokedMachineEnrolsNoMore() async throws {
        let test = try await TestBroker()
        let key = IdentityKey()
        _ = try await test.enroll(enrollment(key: key), by: test.acmeZero)
        _ = try await test.operators.revoke("web-1", by: test.alice)
        #expect(await problem { _ = try await test.enroll(enrollment(key: key), by: test.acmeZero) }?.kind == .revoked)
        #expect(await problem { _ = try await test.enroll(enrollment(), by: test.acmeZero) }?.kind == .nameTaken)
        _ = try await test.operators.change("web-1", MachineChangeRequest(reidentify: true), by: test.alice)
        _ = try await test.enroll(enrollment(), by: test.acmeZero)
        #expect(try await test.operators.machine("web-1", for: test.alice).state == .active)
    }
}
