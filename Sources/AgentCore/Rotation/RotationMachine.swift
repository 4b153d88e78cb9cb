import BeckonIdentity
package import BeckonWire

/// When this machine renews its certificate and takes its broker's trust bundle, without sockets, files or a clock of its own: events
/// and the time in, actions out.
///
/// What is left until the renewal is counted down by sleeps, and is held against this machine's clock each time: whichever says sooner
/// counts. So neither a clock that is set back nor one that jumps ahead puts a renewal off; too early does no harm.
package struct RotationMachine: Sendable {
    enum Phase: Hashable, Sendable {
        /// Next: `renewing`, `checkingTrust`.
        case waiting
        /// A key is made and the broker asked. Next: `waiting`, `checkingTrust`, `over`.
        case renewing
        /// The broker's bundle is fetched and judged. Next: `waiting`, `renewing`.
        case checkingTrust
        /// The identity is lost.
        case over
    }

    /// What was asked for while something else was under way.
    private struct Wishes {
        var renewal = false
        var trust = false
    }

    private(set) var phase = Phase.waiting
    private var plan: RenewalPlan
    /// Seconds until the renewal.
    private var left = 0.0
    /// The sleep under way.
    private var sleep = (number: 0, seconds: 0.0, since: Timestamp(milliseconds: 0))
    private var failures = 0
    /// The broker answers nothing but the renewal.
    private var isExpired = false
    private var renewedAt: Timestamp?
    private var trustFailures = 0
    private var wishes = Wishes()

    /// Seconds of one sleep at most: after that the clock is looked at again.
    static let longestSleep = 900.0
    /// Seconds between attempts at most, and where the machine can do nothing else.
    static let longestPause = 900.0
    static let longestPauseWhenExpired = 60.0
    /// Seconds over which machines spread that were all due when they were started.
    static let startSpread = 60.0
    /// Seconds before something that was refused is asked for again.
    private static let refusedPause = 300

    package init(plan: RenewalPlan) {
        self.plan = plan
    }

    /// The first actions.
    /// - Parameter random: In 0..<1, here as in `handle`.
    package mutating func start(now: Timestamp, random: Double) -> [RotationAction] {
        let age = plan.obtained.seconds(until: now)
        left = min(Double(plan.seconds) - age, Double(plan.seconds))
        if left <= 0 { left = random * Self.startSpread }
        let isBefore = age < -ClockDoubt.tolerance
        return (isBefore ? [.warn(Self.beforeIssue(plan, now))] : []) + rest(now)
    }

    package mutating func handle(_ event: RotationEvent, now: Timestamp, random: Double) -> [RotationAction] {
        switch event {
        case .woke(let number): return woke(number, now)
        case .renewalWanted(let isExpired): return renewalWanted(isExpired, now)
        case .renewed(let plan): return renewed(plan, now)
        case .notRenewed(let error): return notRenewed(error, now, random)
        case .trustWanted: return trustWanted()
        case .trustKept: return trustSettled([.tell(reportsTrust: true)], now)
        case .trustChanged:
            return trustSettled([.note("the broker's new trust bundle is in use"), .tell(reportsTrust: true)], now)
        case .trustRefused(let error): return trustRefused(error, now, random)
        case .trustPauseOver: return phase == .over ? [] : [.tell(reportsTrust: true)]
        }
    }
}

// MARK: time

extension RotationMachine {
    /// Does what is due, or sleeps.
    private mutating func rest(_ now: Timestamp) -> [RotationAction] {
        guard phase != .over else { return [] }
        phase = .waiting
        if wishes.trust {
            wishes.trust = false
            phase = .checkingTrust
            return [.checkTrust]
        }
        if wishes.renewal || left <= 0 { return renew() }
        sleep = (sleep.number + 1, min(left, Self.longestSleep), now)
        return [.sleep(.seconds(sleep.seconds), number: sleep.number)]
    }

    private mutating func woke(_ number: Int, _ now: Timestamp) -> [RotationAction] {
        guard phase == .waiting, number == sleep.number else { return [] }
        let moved = sleep.since.seconds(until: now)
        left -= max(sleep.seconds, moved)
        let jump = moved - sleep.seconds
        let warning = abs(jump) > ClockDoubt.tolerance ? [RotationAction.warn(Self.jumped(jump, to: now))] : []
        return warning + rest(now)
    }

    private static func jumped(_ seconds: Double, to now: Timestamp) -> String {
        let span = ClockDoubt.span(seconds)
        return seconds < 0
            ? "this machine's clock was set back by \(span), to \(now); certificates are renewed by the time that passed"
            : "this machine's clock jumped ahead by \(span), to \(now) (it was set, or the machine was suspended)"
    }

    private static func beforeIssue(_ plan: RenewalPlan, _ now: Timestamp) -> String {
        "this machine's clock says \(now), and its certificate was obtained at \(plan.obtained): the clock was set back by "
            + "\(ClockDoubt.span(plan.obtained.seconds(until: now))); set it right, or no broker may be believed"
    }
}

// MARK: renewal

extension RotationMachine {
    private mutating func renew() -> [RotationAction] {
        wishes.renewal = false
        phase = .renewing
        return [.renew]
    }

    private mutating func renewalWanted(_ isExpired: Bool, _ now: Timestamp) -> [RotationAction] {
        switch phase {
        case .over: return []
        case .renewing, .checkingTrust:
            wishes.renewal = wishes.renewal || phase == .checkingTrust
            self.isExpired = self.isExpired || isExpired
            return []
        case .waiting:
            // While attempts fail, the next one is planned already; but what nothing else is answered for is not put off.
            guard failures == 0 || (isExpired && !self.isExpired) else { return [] }
            self.isExpired = isExpired
            failures = 0
            left = min(left, quietSeconds(now))
            return rest(now)
        }
    }

    /// A broker that asks again right after a renewal does not make the agent renew in a circle.
    private func quietSeconds(_ now: Timestamp) -> Double {
        guard let since = renewedAt?.seconds(until: now), since >= 0 else { return 0 }
        return max(0, min(60, Double(plan.seconds) / 2) - since)
    }

    private mutating func renewed(_ plan: RenewalPlan, _ now: Timestamp) -> [RotationAction] {
        self.plan = plan
        left = Double(plan.seconds)
        (failures, isExpired, renewedAt, wishes.renewal) = (0, false, now, false)
        return [
            .note("the machine has a new certificate; the next one is due in \(ClockDoubt.span(left))"),
            .tell(reportsTrust: trustFailures == 0),
        ] + rest(now)
    }

    private mutating func notRenewed(_ error: RotationError, _ now: Timestamp, _ random: Double) -> [RotationAction] {
        failures += 1
        var after: Int?
        if case .link(let link) = error {
            switch link.meaning {
            case .stop(let failure): return lose(failure)
            case .renew:
                return lose(
                    AgentFailure(
                        .certificateExpired, "the certificate has expired, and the broker renews it no more: \(link)",
                        hint: "set the machine up anew: beckon-agent enroll --again --zero FILE"))
            case .retry(let seconds): after = seconds
            case .quarantined(let seconds): after = seconds ?? Self.refusedPause
            case .refused(let problem): after = problem.retryAfter ?? Self.refusedPause
            }
        }
        let longest = isExpired ? Self.longestPauseWhenExpired : Self.longestPause
        left = Backoff.delay(failures: failures, retryAfter: after, longest: longest, random: random).asSeconds
        let when = ClockDoubt.span(left)
        return [.warn("the certificate was not renewed, trying again in \(when): \(error)")] + rest(now)
    }

    private mutating func lose(_ failure: AgentFailure) -> [RotationAction] {
        phase = .over
        return [.lose(failure)]
    }
}

// MARK: trust

extension RotationMachine {
    private mutating func trustWanted() -> [RotationAction] {
        switch phase {
        case .over, .checkingTrust: return []
        case .renewing:
            wishes.trust = true
            return []
        case .waiting:
            phase = .checkingTrust
            return [.checkTrust]
        }
    }

    private mutating func trustSettled(_ actions: [RotationAction], _ now: Timestamp) -> [RotationAction] {
        trustFailures = 0
        return actions + resume(now)
    }

    private mutating func trustRefused(_ error: RotationError, _ now: Timestamp, _ random: Double) -> [RotationAction] {
        trustFailures += 1
        // Not asked for at every turn meanwhile: work would have to wait for it.
        let pause = Backoff.delay(
            failures: trustFailures, retryAfter: trustFailures == 1 ? 60 : Int(Self.longestPause), random: random)
        return [
            .warn("the broker's trust bundle was not taken, the one in use stays: \(error)"), .tell(reportsTrust: false),
            .pauseTrust(pause),
        ] + resume(now)
    }

    /// The sleep that was under way when the bundle was wanted has perhaps passed unheeded.
    private mutating func resume(_ now: Timestamp) -> [RotationAction] {
        left -= max(0, sleep.since.seconds(until: now))
        return rest(now)
    }
}

extension Duration {
    var asSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
