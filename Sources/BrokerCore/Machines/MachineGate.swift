import BeckonWire
import Logging

/// What every request of a machine passes before anything else is done with it.
///
/// The certificate and the machine's state are judged on each request, because TLS judges nothing any more: not on a connection that
/// stays open, and not on a resumed session. A known machine is judged by what is in memory.
struct MachineGate: Sendable {
    let dispatch: Dispatch
    private let refusals = RefusalLog()

    init(dispatch: Dispatch) {
        self.dispatch = dispatch
    }

    /// - Throws: `revoked`, `quarantined`, `certificateExpired`, `wrongCertificate`, `notFound`.
    func admit(_ caller: MachineCaller, to access: MachineAccess) async throws(Problem) -> KnownMachine {
        let machine = try await known(caller)
        switch verdict(machine, caller, access) {
        case .admitted: return machine
        case .promotion:
            try await promote(caller)
            return try await admit(caller, to: access)
        case .cloned(let reason):
            throw try await quarantine(caller, because: reason)
        case .refused(let problem):
            await note(problem, caller)
            throw problem
        }
    }

    /// Two have shown this identity: from now on neither gets work. Answers what whoever speaks is refused with.
    func quarantine(_ caller: MachineCaller, because reason: String) async throws(Problem) -> Problem {
        let entry = entry(.machineQuarantined, caller, detail: reason)
        let refusal = try await dispatch.change(caller.machine) { record in
            let isNew = record.state == .active
            record.quarantine(because: reason)
            return (record.refusal, isNew ? entry : nil)
        }
        dispatch.logger.warning("a machine is quarantined", metadata: ["machine": "\(caller.machine)", "reason": "\(reason)"])
        return refusal.flatMap(\.self) ?? Problem(.quarantined, reason)
    }

    private func verdict(_ machine: KnownMachine, _ caller: MachineCaller, _ access: MachineAccess) -> MachineVerdict {
        MachineVerdict(machine, caller, access, at: dispatch.now(), grace: dispatch.settings.renewalGrace)
    }

    /// A certificate is no proof that the machine is still one of ours.
    private func known(_ caller: MachineCaller) async throws(Problem) -> KnownMachine {
        let machine = try await dispatch.stored { try await dispatch.directory.machine(caller.machine) }
        guard let machine, machine.subscriber == caller.subscriber else {
            throw Problem(.notFound, "\(caller.machine) is not a machine that this broker knows", hint: "enrol it again")
        }
        return machine
    }

    /// Durable before the request is answered: from then on the certificate before is a copy's.
    private func promote(_ caller: MachineCaller) async throws(Problem) {
        let now = dispatch.now()
        _ = try await dispatch.change(caller.machine) { record in
            if record.next?.serial == caller.serial { record.promoteNext(at: now) }
            return ((), nil)
        }
        dispatch.connections.retire(caller.machine, besides: caller.serial)
    }

    private func note(_ problem: Problem, _ caller: MachineCaller) async {
        guard refusals.takes(problem.kind, of: caller.machine, at: dispatch.now()) else { return }
        do {
            try await dispatch.store.append(
                audit: entry(.machineRefused, caller, outcome: .refused, detail: problem.detail))
        } catch {
            // It is refused all the same.
            dispatch.logger.warning("a refusal could not be written to the audit log", metadata: ["error": "\(error)"])
        }
    }

    private func entry(
        _ action: AuditAction, _ caller: MachineCaller, outcome: AuditRecord.Outcome = .done, detail: String
    ) -> AuditEntry {
        AuditEntry(
            at: dispatch.now(), subscriber: caller.subscriber, actor: caller.actor, address: caller.address, action: action,
            subject: caller.machine.description, outcome: outcome, detail: detail)
    }
}
