import BeckonIdentity
import BeckonWire

/// Gives machines their identity: a zero certificate and a request for a certificate become a machine of its own.
struct Enrollment: Sendable {
    let dispatch: Dispatch
    let issuer: any CertificateIssuer

    /// Seconds that a machine certificate lives. A year, because nothing renews it yet; with renewal it becomes days.
    static let lifetime = 365 * 86_400

    /// Idempotent by key: a machine that asks again, because the answer was lost, gets what was made for it.
    func enroll(_ request: EnrollmentRequest, by caller: ZeroCaller) async throws(Problem) -> EnrollmentResponse {
        do { try request.validate() } catch { throw Problem(error) }
        let now = dispatch.now()
        let zero = try await judge(caller, at: now)
        let certificateRequest = try CertificateRequest(csr: request.csr)
        let machine = try newMachine(request, certificateRequest, zero: zero, at: now)
        switch try await dispatch.stored({ try await dispatch.store.enroll(machine) }) {
        case .enrolled:
            dispatch.presence.heard(machine.id, at: now)
            return answer(machine, at: now)
        case .known(let known):
            return answer(try await inForce(known, certificateRequest, at: now), at: now)
        case .nameTaken(let other):
            throw Problem(
                .nameTaken, "machine \(other) of \(caller.subscriber) has the name \(request.name)",
                hint: "enrol with another --name")
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

    private func newMachine(
        _ request: EnrollmentRequest, _ certificateRequest: CertificateRequest, zero: ZeroCertificateRecord, at now: Timestamp
    ) throws(Problem) -> MachineRecord {
        let id: MachineID = dispatch.identifiers.next(at: now)
        let issued = try issue(id, of: zero.subscriber, to: certificateRequest, at: now)
        return MachineRecord(
            id: id, subscriber: zero.subscriber, name: request.name, facts: request.facts, enrolledAt: now,
            zeroCertificate: zero.id, keyFingerprint: certificateRequest.fingerprint, certificate: issued.certificate,
            certificateSerial: issued.serial, certificateExpiresAt: issued.expiresAt)
    }

    private func inForce(
        _ machine: MachineRecord, _ request: CertificateRequest, at now: Timestamp
    ) async throws(Problem) -> MachineRecord {
        guard machine.certificateExpiresAt <= now else { return machine }
        let issued = try issue(machine.id, of: machine.subscriber, to: request, at: now)
        try await dispatch.stored {
            try await dispatch.store.setCertificate(
                issued.certificate, serial: issued.serial, expiresAt: issued.expiresAt, of: machine.id)
        }
        var renewed = machine
        renewed.certificate = issued.certificate
        renewed.certificateSerial = issued.serial
        renewed.certificateExpiresAt = issued.expiresAt
        return renewed
    }

    private func issue(
        _ id: MachineID, of subscriber: String, to request: CertificateRequest, at now: Timestamp
    ) throws(Problem) -> Issuance {
        try issuer.issue(
            .machine(subscriber: subscriber, id: id.description), to: request, at: now, lifetime: Self.lifetime)
    }

    /// To be renewed when half of its life is over.
    private func answer(_ machine: MachineRecord, at now: Timestamp) -> EnrollmentResponse {
        let rest = Int(now.seconds(until: machine.certificateExpiresAt))
        return EnrollmentResponse(
            machine: machine.id, certificate: machine.certificate, trust: issuer.trust,
            renewIn: max(0, rest - Self.lifetime / 2))
    }
}
