import BeckonIdentity
import BeckonWire
import Testing

@testable import AgentCore

@Suite struct RotationMachineTests {
    let start = Timestamp(milliseconds: 1_795_000_000_000)
    var plan: RenewalPlan { RenewalPlan(obtained: start, seconds: 43_200) }

    @Test func renewsWhenTheBrokerSaidItWouldBeDue() {
        var life = Life(plan, at: start)
        #expect(life.pass(43_199).contains(.renew) == false)
        #expect(life.pass(1).contains(.renew))
    }

    @Test func aRestartDoesNotPutItOff() {
        var life = Life(plan, at: start.adding(seconds: 43_000))
        #expect(life.pass(200).contains(.renew))
    }

    @Test func thoseThatAreDueWhenTheyStartSpreadOverAMinute() {
        var life = Life(plan, at: start.adding(seconds: 50_000))
        #expect(life.pass(29).contains(.renew) == false)
        #expect(life.pass(2).contains(.renew))
    }

    @Test func whatTheBrokerAsksForIsDoneAtOnceAndOnlyOnceAtATime() {
        var life = Life(plan, at: start)
        #expect(life.on(.renewalWanted(isExpired: false)) == [.renew])
        #expect(life.on(.renewalWanted(isExpired: false)) == [])
        _ = life.on(.renewed(plan))
        // A broker that asks again at once is not served in a circle.
        #expect(life.on(.renewalWanted(isExpired: false)).contains(.renew) == false)
        #expect(life.pass(61).contains(.renew))
    }

    // MARK: clocks

    @Test(arguments: [3600, 365 * 86_400]) func aClockThatIsSetBackPutsNothingOff(seconds: Int) {
        var life = Life(plan, at: start)
        _ = life.pass(20_000)
        life.now = life.now.adding(seconds: -seconds)
        let actions = life.pass(23_201)
        #expect(actions.contains(.renew))
        #expect(actions.contains { $0.text?.contains("was set back by") == true })
    }

    @Test func aClockThatJumpsAheadRenewsOnceAndNotAgainAndAgain() {
        var life = Life(plan, at: start)
        life.now = life.now.adding(seconds: 365 * 86_400)
        let actions = life.pass(900)
        #expect(actions.contains(.renew) && actions.contains { $0.text?.contains("jumped ahead by 365 days") == true })
        _ = life.on(.renewed(RenewalPlan(obtained: life.now, seconds: 43_200)))
        #expect(life.pass(43_100).contains(.renew) == false)
        #expect(life.pass(101).contains(.renew))
    }

    @Test func aClockThatIsBeforeTheCertificateIsSaidAndDelaysByOneIntervalAtMost() {
        var life = Life(plan, at: start.adding(seconds: -365 * 86_400))
        #expect(life.said.contains { $0.contains("the clock was set back by 365 days") })
        #expect(life.pass(43_201).contains(.renew))
    }

    // MARK: failures

    @Test func failuresBackOffToAQuarterOfAnHour() {
        var life = Life(plan, at: start)
        _ = life.on(.renewalWanted(isExpired: false))
        let pauses = (0..<14).map { _ in life.pauseAfter(.notRenewed(.link(.unreachable("down")))) }
        #expect(pauses.first ?? 0 <= 1 && pauses.allSatisfy { $0 <= 900 } && pauses.last == 450)
    }

    @Test func whereNothingElseIsAnsweredItIsTriedEveryMinute() {
        var life = Life(plan, at: start)
        _ = life.on(.renewalWanted(isExpired: true))
        let pauses = (0..<14).map { _ in life.pauseAfter(.notRenewed(.link(.unreachable("down")))) }
        #expect(pauses.allSatisfy { $0 <= 60 })
    }

    @Test func theBrokersRetryAfterCounts() {
        var life = Life(plan, at: start)
        _ = life.on(.renewalWanted(isExpired: false))
        let busy = RotationError.link(.refused(Problem(.unavailable, "busy", retryAfter: 120)))
        #expect((120...150).contains(life.pauseAfter(.notRenewed(busy))))
    }

    @Test func aFullDiskIsSaidAndTriedAgain() {
        var life = Life(plan, at: start)
        _ = life.on(.renewalWanted(isExpired: false))
        let actions = life.on(.notRenewed(.identity(IdentityError(.inputOutput, "cannot write machine.pem: no space left"))))
        #expect(actions.contains { $0.text?.contains("no space left") == true })
        #expect(life.pass(2).contains(.renew))
    }

    @Test(arguments: [
        (ProblemKind.revoked, AgentFailure.Code.revoked), (.certificateExpired, .certificateExpired),
        (.wrongCertificate, .certificateRefused),
    ])
    func whatTheBrokerRefusesForGoodIsTheEnd(kind: ProblemKind, code: AgentFailure.Code) {
        var life = Life(plan, at: start)
        _ = life.on(.renewalWanted(isExpired: true))
        guard case .lose(let failure)? = life.on(.notRenewed(.link(.refused(Problem(kind, "no"))))).first else {
            return #expect(Bool(false))
        }
        #expect(failure.code == code)
        #expect(life.on(.renewalWanted(isExpired: true)) == [])
    }

    @Test func aQuarantinedMachineAsksAgainAfterMinutes() {
        var life = Life(plan, at: start)
        _ = life.on(.renewalWanted(isExpired: false))
        #expect(life.pauseAfter(.notRenewed(.link(.refused(Problem(.quarantined, "seen twice"))))) >= 300)
    }

    // MARK: trust

    @Test func trustIsCheckedBetweenRenewals() {
        var life = Life(plan, at: start)
        #expect(life.on(.trustWanted) == [.checkTrust])
        #expect(life.on(.trustWanted) == [])
        #expect(life.on(.trustChanged).contains(.tell(reportsTrust: true)))
        _ = life.on(.renewalWanted(isExpired: false))
        #expect(life.on(.trustWanted) == [])
        #expect(life.on(.renewed(plan)).contains(.checkTrust))
    }

    @Test func aBundleThatCannotBeUsedIsNotAskedForAtEveryTurn() {
        var life = Life(plan, at: start)
        _ = life.on(.trustWanted)
        let actions = life.on(.trustRefused(.link(.unreachable("nobody vouches for it"))))
        #expect(actions.contains(.tell(reportsTrust: false)))
        #expect(actions.contains { if case .pauseTrust(let pause) = $0 { pause >= .seconds(60) } else { false } })
        #expect(actions.contains { $0.text?.contains("the one in use stays") == true })
        #expect(life.on(.trustPauseOver) == [.tell(reportsTrust: true)])
    }

    @Test func theRenewalIsNotForgottenWhileTrustIsChecked() {
        var life = Life(plan, at: start)
        _ = life.on(.trustWanted)
        _ = life.on(.renewalWanted(isExpired: false))
        #expect(life.on(.trustKept).contains(.renew))
    }
}

/// A rotation machine with a clock that goes as the test says.
private struct Life {
    var machine: RotationMachine
    var now: Timestamp
    var said: [String] = []
    private var sleep: (seconds: Double, number: Int)?

    init(_ plan: RenewalPlan, at now: Timestamp) {
        machine = RotationMachine(plan: plan)
        self.now = now
        note(machine.start(now: now, random: 0.5))
    }

    mutating func on(_ event: RotationEvent) -> [RotationAction] {
        let actions = machine.handle(event, now: now, random: 0.5)
        note(actions)
        return actions
    }

    /// Lets time pass, and the sleeps that end in it; stops at a renewal. Returns everything that was done.
    mutating func pass(_ seconds: Double) -> [RotationAction] {
        var left = seconds
        var done: [RotationAction] = []
        while let sleep, sleep.seconds <= left {
            left -= sleep.seconds
            now = Timestamp(milliseconds: now.milliseconds + Int64(sleep.seconds * 1000))
            self.sleep = nil
            done += on(.woke(number: sleep.number))
            if done.contains(.renew) { return done }
        }
        now = Timestamp(milliseconds: now.milliseconds + Int64(left * 1000))
        sleep?.seconds -= left
        return done
    }

    /// Seconds of sleep after a failed attempt; the next attempt is under way then.
    mutating func pauseAfter(_ event: RotationEvent) -> Double {
        _ = on(event)
        let pause = sleep?.seconds ?? 0
        _ = pass(pause)
        return pause
    }

    private mutating func note(_ actions: [RotationAction]) {
        for action in actions {
            if case .sleep(let duration, let number) = action { sleep = (duration.asSeconds, number) }
            if let text = action.text { said.append(text) }
        }
    }
}

extension RotationAction {
    fileprivate var text: String? {
        switch self {
        case .note(let text), .warn(let text): text
        default: nil
        }
    }
}
