package import BeckonWire

extension OperatorDesk {
    package func change(
        _ machine: String, _ request: MachineChangeRequest, by caller: OperatorCaller
    ) async throws(Problem) -> MachineView {
        try caller.require(.manageMachines)
        do { try request.validate() } catch { throw Problem(error) }
        let id = try await managed(machine, by: caller)
        if let labels = request.labels { try await label(id, labels, by: caller) }
        if request.approve == true { try await approve(id, by: caller) }
        if request.reidentify == true { try await reidentify(id, by: caller) }
        return try await self.machine(id.description, for: caller)
    }

    package func revoke(_ machine: String, by caller: OperatorCaller) async throws(Problem) -> MachineView {
        try caller.require(.manageMachines)
        let id = try await managed(machine, by: caller)
        let now = dispatch.now()
        let reason = "revoked by \(caller.name) at \(now)"
        try await Revocation(dispatch: dispatch, machine: id)
            .run(because: reason, audit: caller.audit(.machineRevoked, id.description, at: now))
        return try await self.machine(id.description, for: caller)
    }

    private func managed(_ text: String, by caller: OperatorCaller) async throws(Problem) -> MachineID {
        let machine = try await dispatch.stored { try await dispatch.directory.machine(text, of: caller.subscriber) }
        // What an operator does not see is not there for it.
        guard let machine, caller.scope.covers(labels: machine.labels) else {
            throw Problem(.notFound, "there is no machine \(quoted(text))")
        }
        return machine.id
    }

    private func label(_ id: MachineID, _ labels: [String: String?], by caller: OperatorCaller) async throws(Problem) {
        let now = dispatch.now()
        let text = labels.sorted { $0.key < $1.key }.map { key, value in value.map { "\(key)=\($0)" } ?? "\(key)-" }
        let entry = caller.audit(.machineLabelled, id.description, at: now, text.joined(separator: " "))
        _ = try await dispatch.change(id) { record throws(Problem) -> (answer: Void, audit: AuditEntry?) in
            let before = record.labels
            record.merge(labels: labels)
            // Nobody gives a machine away to others, or puts one beyond its own reach, by a label.
            try caller.require(.manageMachines, on: record.name, labels: record.labels)
            do throws(WireError) { try Labels.check(record.labels, at: "/labels") } catch { throw Problem(error) }
            return ((), record.labels == before ? nil : entry)
        }
    }

    private func approve(_ id: MachineID, by caller: OperatorCaller) async throws(Problem) {
        let entry = caller.audit(.machineApproved, id.description, at: dispatch.now())
        _ = try await dispatch.change(id) { record throws(Problem) -> (answer: Void, audit: AuditEntry?) in
            switch record.state {
            case .pending:
                record.approve()
                return ((), entry)
            // Approved twice is approved.
            case .active: return ((), nil)
            case .quarantined, .revoked:
                throw Problem(.badRequest, "machine \(record.name) is \(record.state.rawValue) and awaits no approval")
            }
        }
    }

    private func reidentify(_ id: MachineID, by caller: OperatorCaller) async throws(Problem) {
        let now = dispatch.now()
        let entry = caller.audit(.machineReidentified, id.description, at: now)
        let reason = "reidentified by \(caller.name) at \(now); the next enrolment under its name takes its place"
        _ = try await dispatch.change(id) { record throws(Problem) -> (answer: Void, audit: AuditEntry?) in
            guard record.state != .pending else {
                throw Problem(.badRequest, "machine \(record.name) awaits approval: it has no identity yet")
            }
            record.reidentify(because: reason)
            return ((), entry)
        }
        dispatch.shutOut(id)
    }
}
