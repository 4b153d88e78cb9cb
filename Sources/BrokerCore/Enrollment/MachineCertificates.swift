import BeckonIdentity
import BeckonWire

/// Issues the certificates of machines, and answers machines with them.
struct MachineCertificates: Sendable {
    let dispatch: Dispatch
    let issuer: any CertificateIssuer

    /// At which part of its life a certificate is to be renewed. Picked anew for each, so that a fleet that enrolled together does not
    /// come back together.
    static let renewal = 0.4...0.6

    func issue(
        to request: CertificateRequest, of machine: MachineID, subscriber: String, at now: Timestamp
    ) throws(Problem) -> MachineCertificate {
        let issued = try issuer.issue(
            .machine(subscriber: subscriber, id: machine.description), to: request, at: now,
            lifetime: dispatch.settings.machineLifetime)
        let life = now.seconds(until: issued.expiresAt)
        return MachineCertificate(
            serial: issued.serial, keyFingerprint: request.fingerprint, pem: issued.certificate, expiresAt: issued.expiresAt,
            renewAt: now.adding(seconds: Int(life * Double.random(in: Self.renewal))))
    }

    func answer(_ machine: MachineID, _ certificate: MachineCertificate, at now: Timestamp) -> EnrollmentResponse {
        EnrollmentResponse(
            machine: machine, certificate: certificate.pem, trust: issuer.trust,
            renewIn: max(0, Int(now.seconds(until: certificate.renewAt))))
    }
}
