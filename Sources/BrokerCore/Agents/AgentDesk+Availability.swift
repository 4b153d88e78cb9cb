package import BeckonWire

extension AgentDesk {
    /// A machine that is known, holds nothing and has nothing open costs one read of its queue, and no write.
    package func arrive(
        _ request: AvailabilityRequest, from caller: MachineCaller
    ) async throws(Problem) -> AvailabilityResponse? {
        do { try request.validate() } catch { throw Problem(error) }
        let now = dispatch.now()
        var machine = try await known(caller)
        if let session = request.session { machine = try await admit(session, of: machine) }
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
        let machine = try await known(caller)
        let cancel = cancels(for: request, of: machine)
        if let digest = request.executors, digest != machine.catalogue {
            return AvailabilityResponse(transactions: [], next: .register, cancel: cancel)
        }
        let transactions = try await queued(transaction, for: request, of: machine)
        if !transactions.isEmpty { return AvailabilityResponse(transactions: transactions, next: .fetch, cancel: cancel) }
        // Work first: a machine that cannot take the bundle still does what it is there for.
        if let digest = request.trust, digest != TrustDigest.of(enrollment.certificates.issuer.trust) {
            return AvailabilityResponse(transactions: [], next: .trust, cancel: cancel)
        }
        return cancel.map { AvailabilityResponse(transactions: [], next: .availability, cancel: $0) }
    }

    /// Judges the session that a fetch came with.
    func admit(_ session: AgentSession, of caller: MachineCaller) async throws(Problem) {
        do { try session.validate() } catch { throw Problem(error) }
        let machine = try await known(caller)
        let admitted = try await admit(session, of: machine)
        // A new journal may speak first with a fetch: what the old one held is lost then, too.
        if admitted.journal != machine.journal, !machine.open.isEmpty {
            try await settle(admitted, session: session, holding: Set(machine.open.keys), at: dispatch.now())
        }
    }

    /// Refuses an older run of the machine's journal, and remembers a newer one or another journal.
    private func admit(_ session: AgentSession, of machine: KnownMachine) async throws(Problem) -> KnownMachine {
        if session.journal == machine.journal {
            guard session.run >= machine.run else {
                throw Problem(
                    .staleSession, "run \(session.run) of journal \(session.journal) is over: run \(machine.run) has spoken",
                    hint: "another process uses this journal, or it is an old copy")
            }
            if session.run == machine.run { return machine }
        }
        try await dispatch.stored(touching: machine.id) {
            try await dispatch.store.setSession(journal: session.journal, run: session.run, of: machine.id)
        }
        dispatch.directory.note(session: session, of: machine.id)
        var admitted = machine
        admitted.journal = session.journal
        admitted.run = session.run
        return admitted
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
