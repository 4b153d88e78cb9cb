import BeckonIdentity
import BeckonWire

/// Gives a machine its next certificate. The one in force works until the next is used for the first time.
struct Renewal: Sendable {
    let dispatch: Dispatch
    let certificates: MachineCertificates

    /// Idempotent by the key of the request: an answer that was lost costs nothing. Another key replaces a next certificate that nobody
    /// has used.
    func renew(_ request: RenewalRequest, by caller: MachineCaller) async throws(Problem) -> EnrollmentResponse {
        do { try request.validate() } catch { throw Problem(error) }
        let now = dispatch.now()
        let certificateRequest = try CertificateRequest(csr: request.csr)
        let key = certificateRequest.fingerprint
        let record = try await dispatch.stored { try await dispatch.store.machine(caller.machine) }
        if let made = record?.certificate(of: key, at: now) { return certificates.answer(caller.machine, made, at: now) }
        let issued = try certificates.issue(
            to: certificateRequest, of: caller.machine, subscriber: caller.subscriber, at: now)
        let entry = AuditEntry(
            at: now, subscriber: caller.subscriber, actor: caller.actor, address: caller.address, action: .machineRenewed,
            subject: caller.machine.description, detail: "certificate \(issued.serial) until \(issued.expiresAt)")
        let next = try await dispatch.change(caller.machine) {
            record throws(Problem) -> (answer: MachineCertificate, audit: AuditEntry?) in
            // What was decided at the gate may have changed meanwhile.
            if let refusal = record.refusal { throw refusal }
            if let made = record.certificate(of: key, at: now) { return (made, nil) }
            guard record.certificate?.serial == caller.serial else { throw superseded(caller) }
            record.next = issued
            return (issued, entry)
        }
        guard let next else { throw superseded(caller) }
        return certificates.answer(caller.machine, next, at: now)
    }

    private func superseded(_ caller: MachineCaller) -> Problem {
        Problem(
            .certificateExpired, "certificate \(caller.serial) of \(caller.machine) is not in force any more",
            hint: "renew with the one that took its place")
    }
}

extension MachineRecord {
    /// What has been issued for a key and is still good for something: a machine that asks again is given it again.
    ///
    /// A key that stays in a device may be certified again, once it is time.
    fileprivate func certificate(of key: String, at now: Timestamp) -> MachineCertificate? {
        if let next, next.keyFingerprint == key, now < next.expiresAt { return next }
        if let certificate, certificate.keyFingerprint == key, now < certificate.renewAt { return certificate }
        return nil
    }
}
