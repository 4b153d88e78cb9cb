import BeckonWire

/// What becomes of the session when the machine's credential expires, is renewed, or is seen twice.
extension SessionMachine {
    mutating func credentialChanged(_ trust: String?) -> [SessionAction] {
        self.trust = trust
        switch phase {
        case .renewing:
            phase = .resting
            return moveOn()
        case .pausing:
            // The pause was for this, and not for a failure.
            guard credentialWishes > 0 else { return [] }
            phase = .resting
            return moveOn()
        case .asking:
            // Asked anew with the new credential, so that the broker hears of it, and so that nothing is parked on a connection that
            // it will close.
            return withdraw()
        case .registering, .resting, .draining, .killing, .over: return []
        }
    }

    /// The broker says that the certificate has expired: only its renewal is answered.
    mutating func awaitRenewal(_ error: LinkError) -> [SessionAction] {
        switch phase {
        case .registering, .resting, .pausing:
            phase = .renewing
            return [.warn("\(error)"), .renew(isExpired: true)]
        case .asking, .renewing, .draining, .killing, .over: return []
        }
    }

    /// Said once, and asked again after minutes.
    mutating func quarantine(_ error: LinkError, _ after: Int?, _ random: () -> Double) -> [SessionAction] {
        switch phase {
        case .registering, .resting:
            quarantines += 1
            phase = .pausing
            let pause = SessionAction.pause(Backoff.quarantine(failures: quarantines, retryAfter: after, random: random()))
            guard quarantines == 1 else { return [pause] }
            return [.warn("no work until an admin has resolved it, asking again every few minutes: \(error)"), pause]
        case .asking, .pausing, .renewing, .draining, .killing, .over: return []
        }
    }

    mutating func endQuarantine() -> [SessionAction] {
        guard quarantines > 0 else { return [] }
        quarantines = 0
        return [.note("the quarantine of this machine is over")]
    }
}

extension SessionAction {
    /// Whether it brings the session on; the others leave it where it was.
    var isWork: Bool {
        switch self {
        case .renew, .refreshTrust, .note, .warn: false
        case .register, .ask, .withdraw, .fetch, .cancel, .pause, .awaitGrace, .killAll, .end: true
        }
    }
}
