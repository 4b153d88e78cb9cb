package import BeckonWire

extension OperatorDesk {
    package func authorities(for caller: OperatorCaller) async throws(Problem) -> AuthoritiesView {
        try caller.require(.manageAuthorities)
        var views: [AuthorityView] = []
        for kind in AuthorityKind.allCases { views.append(try await view(of: kind, for: caller)) }
        return AuthoritiesView(authorities: views)
    }

    package func take(
        _ step: AuthorityStep, of kind: AuthorityKind, _ request: AuthorityStepRequest, by caller: OperatorCaller
    ) async throws(Problem) -> AuthorityView {
        try caller.require(.manageAuthorities)
        do { try request.validate() } catch { throw Problem(error) }
        if kind == .broker { try requireHome(caller, .manageAuthorities, "on the broker's authority") }
        let standing = try await view(of: kind, for: caller)
        try AuthorityRotation.check(step, Set(standing.certificates.map(\.stage)), of: kind)
        try judge(step, standing, leaveBehind: request.leaveBehind ?? Self.leaveBehind)
        let now = dispatch.now()
        try authorities.take(step, of: kind, caller.subscriber, at: now)
        let audit = caller.audit(
            Self.action(of: step), kind.rawValue, at: now, "\(standing.ready) of \(standing.live) live machines were ready")
        try await dispatch.stored { try await dispatch.store.append(audit: audit) }
        return try await view(of: kind, for: caller)
    }

    /// Percent of the live machines.
    private static let leaveBehind = 5
    /// Seconds in which a machine that is alive is heard of: an agent asks every few minutes, and a laptop sleeps for a night.
    private static let life = 86_400

    /// A machine that is left behind by `activate` does not believe its broker any more, and one that is by `retire` is not believed.
    private func judge(_ step: AuthorityStep, _ standing: AuthorityView, leaveBehind: Int) throws(Problem) {
        let needsFleet = standing.kind == .broker ? step == .activate : step == .retire
        let behind = standing.live - standing.ready
        guard needsFleet, behind * 100 > leaveBehind * standing.live else { return }
        throw Problem(
            .fleetNotReady,
            "\(behind) of \(standing.live) live machines would be left behind, and \(leaveBehind) percent may be",
            hint: "wait until they have caught up (beckon ca status), or leave them behind with --leave-behind PERCENT",
            members: ["live": .integer(Int64(standing.live)), "ready": .integer(Int64(standing.ready))])
    }

    private func view(of kind: AuthorityKind, for caller: OperatorCaller) async throws(Problem) -> AuthorityView {
        let certificates = try authorities.certificates(of: kind, caller.subscriber)
        let isHome = dispatch.settings.home == nil || dispatch.settings.home == caller.subscriber
        let since = dispatch.now().adding(seconds: -Self.life)
        let trust = TrustDigest.of(issuer.trust)
        var (live, ready) = (0, 0)
        try await dispatch.stored {
            let all = try await dispatch.store.subscribers().map(\.name)
            for subscriber in kind == .broker && isHome ? all : [caller.subscriber] {
                try await eachMachine(of: subscriber) { machine in
                    guard let heardAt = dispatch.presence.lastHeard(machine.id) ?? machine.lastHeardAt, heardAt > since,
                        machine.state == .active
                    else { return }
                    live += 1
                    let isReady =
                        switch kind {
                        case .broker: dispatch.presence.trust(of: machine.id) == trust
                        case .subscriber:
                            machine.certificate.map { authorities.isIssuedByActive($0.pem, of: subscriber) } ?? false
                        }
                    if isReady { ready += 1 }
                }
            }
        }
        return AuthorityView(
            kind: kind, certificates: certificates, live: live, ready: ready,
            steps: AuthorityRotation.steps(Set(certificates.map(\.stage))))
    }

    private func eachMachine(of subscriber: String, _ body: (MachineRecord) -> Void) async throws {
        var after: MachineID?
        while true {
            let page = try await dispatch.store.machines(of: subscriber, after: after, limit: Self.pageLimit)
            page.forEach(body)
            guard page.count == Self.pageLimit, let last = page.last else { return }
            after = last.id
        }
    }

    private static func action(of step: AuthorityStep) -> AuditAction {
        switch step {
        case .prepare: .authorityPrepared
        case .activate: .authorityActivated
        case .retire: .authorityRetired
        }
    }
}
