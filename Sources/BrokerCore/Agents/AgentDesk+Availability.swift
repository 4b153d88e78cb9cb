package import BeckonWire

extension AgentDesk {
    /// A machine that is known, holds nothing and has nothing open costs one read of its queue, and no write.
    package func arrive(
        _ request: AvailabilityRequest, from caller: MachineCaller
    ) async throws(Problem) -> AvailabilityResponse? {
        do { try request.validate() } catch { throw Problem(error) }
        let now = dispatch.now()
        var machine = try await known(caller)
        if machine.identity.state == .quarantined {
            // Which of the two speaks is not known: what it says of itself changes nothing.
            dispatch.presence.heard(caller.machine, at: now, wait: request.wait, trust: request.trust)
            return try await offer(nil, for: request, from: caller)
        }
        if let session = request.session { machine = try await admit(session, of: machine, by: caller) }
        dispatch.presence.heard(caller.machine, at: now, wait: request.wait, trust: request.trust)
        if !machine.open.isEmpty {
            let holding = Set(request.holding)
            dispatch.directory.note(held: holding, by: machine.id, at: now)
            try await settle(machine, session: request.session, holding: holding, at: now)
        }
        return try await offer(nil, for: request, from: caller)
    }

    package func offer(
        _ transaction: TransactionID?, for request: AvailabilityRequest, from caller: MachineCaller
    ) async throws(Problem) -> AvailabilityResponse? {
        // Again: time has passed since the request came, and the machine's standing may be another.
        let machine = try await gate.admit(caller, to: .availability)
        let cancel = cancels(for: request, of: machine)
        if machine.identity.state == .quarantined { return cancel.map { .nothing(cancel: $0) } }
        if let digest = request.executors, digest != machine.catalogue {
            return AvailabilityResponse(transactions: [], next: .register, cancel: cancel)
        }
        let transactions = try await queued(transaction, for: request, of: machine)
        if !transactions.isEmpty { return AvailabilityResponse(transactions: transactions, next: .fetch, cancel: cancel) }
        // Work first: a machine that cannot take the bundle still does what it is there for.
        if let digest = request.trust, digest != TrustDigest.of(enrollment.certificates.issuer.trust) {
            return AvailabilityResponse(transactions: [], next: .trust, cancel: cancel)
        }
        if isToRenew(machine) { return AvailabilityResponse(transactions: [], next: .renew, cancel: cancel) }
        return cancel.map { .nothing(cancel: $0) }
    }

    /// An agent has a timer of its own for this. One that has lost it is told, after work and only now and then, so that one that does not
    /// renew is not kept from being parked.
    private func isToRenew(_ machine: KnownMachine) -> Bool {
        let now = dispatch.now()
        guard let renewAt = machine.identity.renewAt, now >= renewAt else { return false }
        if let told = machine.renewalToldAt, now < told.adding(seconds: Self.renewalReminder) { return false }
        dispatch.directory.note(renewalTold: machine.id, at: now)
        return true
    }

    /// Seconds between two reminders that a certificate is to be renewed.
    private static let renewalReminder = 600

    /// Judges the session that a fetch came with.
    func admit(_ session: AgentSession, of caller: MachineCaller) async throws(Problem) {
        do { try session.validate() } catch { throw Problem(error) }
        let machine = try await known(caller)
        let admitted = try await admit(session, of: machine, by: caller)
        // A new journal may speak first with a fetch: what the old one held is lost then, too.
        if admitted.journal != machine.journal, !machine.open.isEmpty {
            try await settle(admitted, session: session, holding: Set(machine.open.keys), at: dispatch.now())
        }
    }

    /// Refuses an older run of the machine's journal, and remembers a newer one or another journal.
    private func admit(
        _ session: AgentSession, of machine: KnownMachine, by caller: MachineCaller
    ) async throws(Problem) -> KnownMachine {
        if session.journal == machine.journal {
            guard session.run >= machine.run else {
                throw Problem(
                    .staleSession, "run \(session.run) of journal \(session.journal) is over: run \(machine.run) has spoken",
                    hint: "another process uses this journal, or it is an old copy")
            }
            if session.run == machine.run {
                dispatch.connections.speaks(session.journal, caller)
                return machine
            }
        } else if let former = machine.journal {
            try await refuseSecond(session.journal, than: former, by: caller)
        }
        dispatch.connections.speaks(session.journal, caller)
        try await dispatch.stored(touching: machine.id) {
            try await dispatch.store.setSession(journal: session.journal, run: session.run, of: machine.id)
        }
        dispatch.directory.note(session: session, of: machine.id)
        var admitted = machine
        admitted.journal = session.journal
        admitted.run = session.run
        return admitted
    }

    /// Another journal while the first one's agent is connected: two agents have this identity. Where it has gone, it is an agent whose
    /// journal was lost.
    private func refuseSecond(_ journal: String, than former: String, by caller: MachineCaller) async throws(Problem) {
        guard dispatch.connections.hasOther(speakingFor: former, than: caller) else { return }
        let place = caller.address.map { " from \($0)" } ?? ""
        throw try await gate.quarantine(
            caller, because: "journal \(quoted(journal)) spoke\(place) while the agent of \(quoted(former)) was connected")
    }

    /// Decides what the request says about the deliveries that the machine has fetched. Most say nothing, and cost nothing.
    private func settle(
        _ machine: KnownMachine, session: AgentSession?, holding: Set<TransactionID>, at now: Timestamp
    ) async throws(Problem) {
        for (transaction, open) in machine.open {
            let holds = holding.contains(transaction)
            let verdict = SessionVerdict(
                fetchedIn: open.session, isStarted: open.isStarted, session: session, holds: holds)
            guard verdict != .unchanged else { continue }
            _ = try await dispatch.decide(transaction, machine.id) { delivery throws(Problem) in
                delivery.available(session, holds: holds, at: now)
            }
        }
    }

    /// Oldest first. What the agent still holds is not offered, even if it waits for another fetch.
    private func queued(
        _ transaction: TransactionID?, for request: AvailabilityRequest, of machine: KnownMachine
    ) async throws(Problem) -> [TransactionID] {
        guard request.capacity > 0 else { return [] }
        if let transaction { return [transaction] }
        let limit = request.capacity + request.holding.count
        let queued = try await dispatch.stored { try await dispatch.store.queued(for: machine.id, limit: limit) }
        guard !request.holding.isEmpty else { return queued }
        let holding = Set(request.holding)
        return Array(queued.lazy.filter { !holding.contains($0) }.prefix(request.capacity))
    }

    private func cancels(for request: AvailabilityRequest, of machine: KnownMachine) -> [TransactionID]? {
        guard !request.holding.isEmpty, machine.open.values.contains(where: \.cancelRequested) else { return nil }
        let known = Set(request.cancelling ?? [])
        let cancel = request.holding.filter { machine.open[$0]?.cancelRequested == true && !known.contains($0) }
        return cancel.isEmpty ? nil : cancel
    }
}

extension AvailabilityResponse {
    fileprivate static func nothing(cancel: [TransactionID]) -> AvailabilityResponse {
        AvailabilityResponse(transactions: [], next: .availability, cancel: cancel)
    }
}
