import BeckonWire
import Testing

@testable import AgentCore

/// What becomes of the session when the machine's credential expires, is renewed, or is seen twice.
@Suite struct SessionCredentialTests {
    @Test func anExpiredCertificateIsRenewedBeforeAnythingIsAsked() {
        var machine = machine()
        #expect(machine.start(isExpired: true) == [.renew(isExpired: true)])
        #expect(machine.on(.credentialChanged(trust: "sha256:t")) == [.register])
        #expect(machine.on(.registered(digest: "sha256:x")).asked?.trust == "sha256:t")
    }

    @Test func oneThatExpiresMeanwhileIsRenewedAndTheSessionGoesOn() {
        var machine = asking()
        let actions = machine.on(.notAnswered(.refused(Problem(.certificateExpired, "expired"))))
        #expect(actions.contains(.renew(isExpired: true)) && actions.asked == nil)
        #expect(machine.on(.pauseOver) == [])
        #expect(machine.on(.credentialChanged(trust: "sha256:t")).asked != nil)
    }

    @Test func theCatalogueIsSentOnceTheExpiredCertificateIsRenewed() {
        var machine = machine()
        _ = machine.start()
        #expect(machine.on(.notRegistered(.refused(Problem(.certificateExpired, "expired")))).contains(.renew(isExpired: true)))
        #expect(machine.on(.credentialChanged(trust: nil)) == [.register])
    }

    @Test(arguments: [(NextStep.renew, SessionAction.renew(isExpired: false)), (.trust, .refreshTrust)])
    func whatTheBrokerWantsIsDoneBesideTheSessionWhichDoesNotAskInACircle(next: NextStep, action: SessionAction) {
        var machine = asking()
        let wish = SessionEvent.answered(AvailabilityResponse(transactions: [], next: next), isQuick: true)
        var pauses: [Duration] = []
        for _ in 0..<8 {
            let actions = machine.on(wish)
            #expect(actions.contains(action))
            pauses += actions.pauses
            #expect(machine.on(.pauseOver).asked != nil)
        }
        #expect(pauses.first == .seconds(0.5) && pauses.last == .seconds(30))

        _ = machine.on(wish)
        // It does not wait for the end of the pause.
        #expect(machine.on(.credentialChanged(trust: "sha256:new")).asked?.trust == "sha256:new")
    }

    @Test func aNewCredentialIsShownAtOnce() {
        var machine = asking()
        #expect(machine.on(.credentialChanged(trust: "sha256:new")) == [.withdraw])
        #expect(machine.on(.notAnswered(.unreachable("withdrawn"))).asked?.trust == "sha256:new")
    }

    @Test func quarantineIsSaidOnceAndAskedAfterSlowly() {
        var machine = asking()
        let refused = LinkError.refused(Problem(.quarantined, "seen twice"))
        let first = machine.on(.notAnswered(refused))
        #expect(first.contains { if case .warn = $0 { true } else { false } })
        var pauses = first.pauses
        for _ in 0..<5 {
            _ = machine.on(.pauseOver)
            let actions = machine.on(.notAnswered(refused))
            #expect(actions.count == 1)
            pauses += actions.pauses
        }
        #expect(pauses.map { $0.asSeconds / 60 } == [2, 4, 8, 16, 16, 16])

        _ = machine.on(.pauseOver)
        let over = machine.on(.answered(AvailabilityResponse(transactions: [], next: .availability), isQuick: false))
        #expect(over.contains { if case .note = $0 { true } else { false } } && over.asked != nil)
    }

    @Test func aLostIdentityEndsTheSessionAndWhatRuns() {
        var machine = machine()
        _ = machine.start(isExpired: true)
        let failure = AgentFailure(.certificateExpired, "the broker renews it no more")
        #expect(machine.on(.identityLost(failure)) == [.killAll, .awaitGrace(.seconds(5)), .end(failure)])
    }

    private func machine() -> SessionMachine {
        SessionMachine(settings: AgentSettings(), journal: "j", run: 7, recovered: [])
    }

    private func asking() -> SessionMachine {
        var machine = machine()
        _ = machine.start()
        _ = machine.on(.registered(digest: "sha256:x"))
        return machine
    }
}

extension SessionMachine {
    fileprivate mutating func on(_ event: SessionEvent) -> [SessionAction] { handle(event, random: 0.5) }
}

extension [SessionAction] {
    fileprivate var pauses: [Duration] {
        compactMap { if case .pause(let duration) = $0 { duration } else { nil } }
    }

    fileprivate var asked: AvailabilityRequest? {
        for case .ask(let request) in self { return request }
        return nil
    }
}
