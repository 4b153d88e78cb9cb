import BeckonIdentity
import BeckonWire

/// Gives machines their identity: a zero certificate and a request for a certificate become a machine of its own.
struct Enrollment: Sendable {
    let dispatch: Dispatch
    let certificates: MachineCertificates

    /// Idempotent by key: a machine that asks again, because the answer was lost, gets what was made for it.
    func enroll(_ request: EnrollmentRequest, by caller: ZeroCaller) async throws(Problem) -> EnrollmentResponse {
        do { try request.validate() } catch { throw Problem(error) }
        let now = dispatch.now()
        let zero = try await judge(caller, at: now)
        let asked = Asked(request: request, certificateRequest: try CertificateRequest(csr: request.csr), caller: caller, at: now)
        return try await enroll(asked, as: dispatch.identifiers.next(at: now), zero: zero)
    }

    /// What was asked, by whom and when.
    private struct Asked {
        let request: EnrollmentRequest
        let certificateRequest: CertificateRequest
        let caller: ZeroCaller
        let at: Timestamp
    }

    private func enroll(
        _ asked: Asked, as id: MachineID, zero: ZeroCertificateRecord, isAwaited: Bool = false
    ) async throws(Problem) -> EnrollmentResponse {
        let now = asked.at
        let certificate = try certificates.issue(to: asked.certificateRequest, of: id, subscriber: zero.subscriber, at: now)
        let machine = MachineRecord(
            id: id, subscriber: zero.subscriber, name: asked.request.name, facts: asked.request.facts, enrolledAt: now,
            zeroCertificate: zero.id, keyFingerprint: certificate.keyFingerprint, certificate: certificate)
        switch try await dispatch.stored({ try await dispatch.store.enroll(machine, audit: audit(of: machine, asked)) }) {
        case .enrolled:
            dispatch.directory.forget(id)
            dispatch.presence.heard(id, at: now)
            return certificates.answer(id, certificate, at: now)
        case .known(let known):
            return try await answer(again: known, asked)
        case .awaited(let awaited) where !isAwaited:
            // Under its old id, which the certificate has to name.
            return try await enroll(asked, as: awaited, zero: zero, isAwaited: true)
        case .nameTaken(let other), .awaited(let other):
            throw nameTaken(asked, by: other)
        }
    }

    private func judge(_ caller: ZeroCaller, at now: Timestamp) async throws(Problem) -> ZeroCertificateRecord {
        let id = caller.zeroCertificate
        let record = try await dispatch.stored { try await dispatch.store.zeroCertificate(id, of: caller.subscriber) }
        guard let record else {
            throw Problem(.forbidden, "\(id) is not a zero certificate that this broker knows", hint: "beckon zero create")
        }
        guard now < record.expiresAt else {
            throw Problem(
                .certificateExpired, "zero certificate \(id) expired at \(record.expiresAt)", hint: "beckon zero create")
        }
        return record
    }

    private func audit(of machine: MachineRecord, _ asked: Asked) -> AuditEntry {
        AuditEntry(
            at: asked.at, subscriber: machine.subscriber, actor: "zero \(machine.zeroCertificate)", address: asked.caller.address,
            action: .machineEnrolled, subject: machine.id.description, detail: "as \(machine.name)")
    }

    /// Answers a machine that has enrolled with this key before.
    private func answer(again machine: MachineRecord, _ asked: Asked) async throws(Problem) -> EnrollmentResponse {
        if let refusal = machine.refusal { throw refusal }
        // With a later key it was the machine itself that renewed; whoever has only the first one is another, or an old copy.
        guard let certificate = machine.certificate, certificate.keyFingerprint == asked.certificateRequest.fingerprint else {
            throw nameTaken(asked, by: machine.id)
        }
        guard certificate.expiresAt <= asked.at else { return certificates.answer(machine.id, certificate, at: asked.at) }
        let issued = try certificates.issue(
            to: asked.certificateRequest, of: machine.id, subscriber: machine.subscriber, at: asked.at)
        _ = try await dispatch.change(machine.id) { record throws(Problem) -> (answer: Void, audit: AuditEntry?) in
            if let refusal = record.refusal { throw refusal }
            record.certificate = issued
            return ((), audit(of: record, asked))
        }
        return certificates.answer(machine.id, issued, at: asked.at)
    }

    private func nameTaken(_ asked: Asked, by machine: MachineID) -> Problem {
        let name = asked.request.name
        return Problem(
            .nameTaken, "machine \(machine) of \(asked.caller.subscriber) has the name \(name)",
            hint: "if this is that machine, set up anew: beckon machine reidentify \(name), then enrol again; "
                + "else enrol with another --name")
    }
}
