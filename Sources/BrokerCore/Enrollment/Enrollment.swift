import BeckonIdentity
import BeckonWire

/// Gives machines their identity: a zero certificate and a request for a certificate become a machine of its own.
struct Enrollment: Sendable {
    let dispatch: Dispatch
    let certificates: MachineCertificates
    let attempts = AttemptLog()

    init(dispatch: Dispatch, certificates: MachineCertificates) {
        self.dispatch = dispatch
        self.certificates = certificates
    }

    /// Idempotent by key: a machine that asks again, because the answer was lost or its approval is awaited, gets what was made for it.
    func enroll(_ request: EnrollmentRequest, by caller: ZeroCaller) async throws(Problem) -> EnrollmentVerdict {
        do { try request.validate() } catch { throw Problem(error) }
        let asked = Asked(
            request: request, certificateRequest: try CertificateRequest(csr: request.csr), caller: caller, at: dispatch.now())
        do throws(Problem) {
            let zero = try await judge(asked)
            return try await enroll(asked, as: dispatch.identifiers.next(at: asked.at), zero: zero)
        } catch {
            await note(error, asked)
            throw error
        }
    }

    /// What was asked, by whom and when.
    struct Asked {
        let request: EnrollmentRequest
        let certificateRequest: CertificateRequest
        let caller: ZeroCaller
        let at: Timestamp
    }

    private func judge(_ asked: Asked) async throws(Problem) -> ZeroCertificateRecord {
        let id = asked.caller.zeroCertificate
        let record = try await dispatch.stored { try await dispatch.store.zeroCertificate(id, of: asked.caller.subscriber) }
        guard let record else {
            throw Problem(.forbidden, "\(id) is not a zero certificate that this broker knows", hint: "beckon zero create")
        }
        if let refusal = record.refusal(of: asked.request.name, from: asked.caller.address, at: asked.at) {
            throw refusal.problem(of: record, name: asked.request.name)
        }
        return record
    }

    private func enroll(
        _ asked: Asked, as id: MachineID, zero: ZeroCertificateRecord, isAwaited: Bool = false
    ) async throws(Problem) -> EnrollmentVerdict {
        let machine = try newMachine(asked, as: id, zero)
        switch try await dispatch.stored({ try await dispatch.store.enroll(machine, audit: audit(of: machine, asked)) }) {
        case .enrolled:
            dispatch.directory.forget(id)
            return answer(machine, asked)
        case .known(let known):
            return try await answer(again: known, asked)
        case .awaited(let awaited) where !isAwaited:
            // Under its old id, which the certificate has to name.
            return try await enroll(asked, as: awaited, zero: zero, isAwaited: true)
        case .nameTaken(let other), .awaited(let other):
            throw nameTaken(asked, by: other)
        case .refused(let refusal, let zero):
            throw refusal.problem(of: zero, name: asked.request.name)
        }
    }

    /// One that awaits an approval has no certificate before it is approved.
    private func newMachine(
        _ asked: Asked, as id: MachineID, _ zero: ZeroCertificateRecord
    ) throws(Problem) -> MachineRecord {
        let isPending = zero.bounds.needsApproval
        let place = asked.caller.address.map { " from \($0)" } ?? ""
        return MachineRecord(
            id: id, subscriber: zero.subscriber, name: asked.request.name, facts: asked.request.facts, enrolledAt: asked.at,
            zeroCertificate: zero.id, keyFingerprint: asked.certificateRequest.fingerprint,
            state: isPending ? .pending : .active,
            stateReason: isPending ? "asked to enrol\(place) with \(zero.name) (\(zero.id)), which needs an approval" : nil,
            labels: zero.bounds.labels ?? [:],
            certificate: isPending
                ? nil : try certificates.issue(to: asked.certificateRequest, of: id, subscriber: zero.subscriber, at: asked.at))
    }

    /// Answers a machine that has asked with this key before.
    private func answer(again machine: MachineRecord, _ asked: Asked) async throws(Problem) -> EnrollmentVerdict {
        guard machine.state != .pending else { return answer(machine, asked) }
        if let refusal = machine.refusal { throw refusal }
        if let certificate = machine.certificate {
            // With a later key it was the machine itself that renewed; whoever has only the first one is another, or an old copy.
            guard certificate.keyFingerprint == asked.certificateRequest.fingerprint else {
                throw nameTaken(asked, by: machine.id)
            }
            if asked.at < certificate.expiresAt { return answer(machine, asked) }
        }
        return answer(try await issue(to: machine, asked), asked)
    }

    /// To a machine that has been approved since it asked, or whose certificate ran out before it was used.
    private func issue(to machine: MachineRecord, _ asked: Asked) async throws(Problem) -> MachineRecord {
        let issued = try certificates.issue(
            to: asked.certificateRequest, of: machine.id, subscriber: machine.subscriber, at: asked.at)
        let changed = try await dispatch.change(machine.id) {
            record throws(Problem) -> (answer: MachineRecord, audit: AuditEntry?) in
            if let refusal = record.refusal { throw refusal }
            // Another request of the same machine was first.
            if let certificate = record.certificate, asked.at < certificate.expiresAt { return (record, nil) }
            record.certificate = issued
            return (record, audit(of: record, asked))
        }
        guard let changed else { throw Problem(.notFound, "machine \(machine.id) is gone") }
        return changed
    }

    private func answer(_ machine: MachineRecord, _ asked: Asked) -> EnrollmentVerdict {
        guard let certificate = machine.certificate else {
            return .pending(retryAfter: Self.patience(since: machine.enrolledAt, at: asked.at))
        }
        dispatch.presence.heard(machine.id, at: asked.at)
        return .enrolled(certificates.answer(machine.id, certificate, at: asked.at))
    }

    /// A tenth of what it has waited already, from 5 seconds to a minute: somebody who approves at once sees it at once, and a queue that
    /// nobody looks at costs little.
    private static func patience(since begin: Timestamp, at now: Timestamp) -> Int {
        min(60, max(5, Int(begin.seconds(until: now) / 10)))
    }

    private func nameTaken(_ asked: Asked, by machine: MachineID) -> Problem {
        let name = asked.request.name
        return Problem(
            .nameTaken, "machine \(machine) of \(asked.caller.subscriber) has the name \(name)",
            hint: "if this is that machine, set up anew: beckon machine reidentify \(name), then enrol again; "
                + "else enrol with another --name")
    }
}
