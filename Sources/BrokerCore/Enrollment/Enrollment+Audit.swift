import BeckonWire
import Logging

extension Enrollment {
    func audit(of machine: MachineRecord, _ asked: Asked) -> AuditEntry {
        entry(
            machine.state == .pending ? .enrollmentRequested : .machineEnrolled, asked, subject: machine.id.description,
            detail: machine.state == .pending ? "as \(machine.name), awaits an approval" : "as \(machine.name)")
    }

    /// A leaked file shows by what it is refused.
    func note(_ problem: Problem, _ asked: Asked) async {
        switch problem.kind {
        case .forbidden, .revoked, .certificateExpired, .quarantined, .nameTaken, .tooManyRequests: break
        default: return
        }
        guard attempts.takes(asked.caller.zeroCertificate, at: asked.at) else {
            return dispatch.logger.warning(
                "an enrolment was refused, beyond what the audit log takes a minute",
                metadata: ["zero": "\(asked.caller.zeroCertificate)", "address": "\(asked.caller.address ?? "unknown")"])
        }
        do {
            try await dispatch.store.append(
                audit: entry(
                    .enrollmentRefused, asked, subject: asked.request.name, outcome: .refused, detail: problem.detail))
        } catch {
            // It is refused all the same.
            dispatch.logger.warning("a refusal could not be written to the audit log", metadata: ["error": "\(error)"])
        }
    }

    private func entry(
        _ action: AuditAction, _ asked: Asked, subject: String, outcome: AuditRecord.Outcome = .done, detail: String
    ) -> AuditEntry {
        AuditEntry(
            at: asked.at, subscriber: asked.caller.subscriber, actor: "zero \(asked.caller.zeroCertificate)",
            address: asked.caller.address, action: action, subject: subject, outcome: outcome, detail: detail)
    }
}
