import AgentCore
import BeckonIdentity
import BeckonWire
import Synchronization
import TestSupport

/// A broker that enrols whoever asks: the same key is the same machine.
final class IssuingLink: EnrollmentLink {
    private let identities: TestIdentities
    private let issued = Mutex<[String: EnrollmentResponse]>([:])

    init(_ identities: TestIdentities) { self.identities = identities }

    /// The fingerprints of the keys that asked.
    var keys: Set<String> { issued.withLock { Set($0.keys) } }

    func close() async {}

    func enroll(_ request: EnrollmentRequest) async throws(LinkError) -> EnrollmentAnswer {
        let machine = MachineID.generate(at: Timestamp(milliseconds: 1_795_000_000_000))
        guard let csr = try? CertificateRequest(pem: request.csr),
            let certificate = try? identities.acme.issueClient(
                .machine(subscriber: "acme", id: "\(machine)"), to: csr, now: identities.now, lifetime: 3600)
        else { throw .malformed("not a request") }
        let response = EnrollmentResponse(
            machine: machine, certificate: certificate.pem, trust: identities.trust, renewIn: 1800)
        return .enrolled(
            issued.withLock { issued in
                if let known = issued[csr.fingerprint] { return known }
                issued[csr.fingerprint] = response
                return response
            })
    }
}
