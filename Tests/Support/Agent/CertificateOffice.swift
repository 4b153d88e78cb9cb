package import AgentCore
import BeckonIdentity
package import BeckonWire
import Foundation
import Synchronization
package import TestSupport

/// How a broker judges and renews one machine's certificates: the one in force, the next one, and those before.
///
/// The first use of the next one puts it in force; an earlier one after that is a second machine with this identity.
package final class CertificateOffice: Sendable {
    private struct State {
        var inForce: String
        var next: (serial: String, key: String, response: EnrollmentResponse)?
        var earlier: Set<String> = []
        var presented: ClientCertificate?
        var trustInUse = ""
        var trust = ""
        var copies = 0
        var renewals = 0
        var isRevoked = false
    }

    package let identities: TestIdentities
    package let machine: MachineID
    /// Of a certificate, in seconds, and of a certificate that has expired.
    package let life: Double
    package let grace: Double
    package let renewIn: Int
    private let state: Mutex<State>
    /// The key and certificate that the machine has at first.
    private let first: TestIdentity

    package init(
        at now: Timestamp, life: Double = 3600, grace: Double = 7200, renewIn: Int = 1800
    ) throws {
        identities = try TestIdentities(now: Date(timeIntervalSince1970: Double(now.milliseconds) / 1000))
        machine = MachineID.generate(at: now)
        (self.life, self.grace, self.renewIn) = (life, grace, renewIn)
        first = try identities.issue(.machine(subscriber: "acme", id: "\(machine)"), lifetime: life)
        state = Mutex(State(inForce: first.certificate.serial, trust: identities.trust))
    }

    /// The identity that the machine was enrolled with.
    package func enrolled(at now: Timestamp) throws -> MachineIdentity {
        try MachineIdentity(
            name: "web-01", brokers: ["https://localhost:7443"], certificate: first.certificate.pem, key: .file(first.key),
            trust: identities.trust, renewal: RenewalPlan(obtained: now, seconds: renewIn))
    }

    /// How often a certificate was shown that had been replaced: as a copied disk would.
    package var copies: Int { state.withLock { $0.copies } }
    /// How many certificates were issued for renewals.
    package var renewals: Int { state.withLock { $0.renewals } }
    package var serialInForce: String { state.withLock { $0.inForce } }
    /// The broker's trust bundle; a test may set another.
    package var trust: String {
        get { state.withLock { $0.trust } }
        set { state.withLock { $0.trust = newValue } }
    }
    package func revoke() { state.withLock { $0.isRevoked = true } }

    /// The machine's connections are made with this from now on.
    package func use(_ credential: AgentCredential) throws(LinkError) {
        do {
            let leaf = try ClientCertificate(pem: credential.certificate)
            state.withLock { state in
                state.presented = leaf
                state.trustInUse = credential.trust
            }
        } catch { throw .malformed("\(error)") }
    }

    /// Judges a request, as a broker does for each.
    package func admit(at now: Timestamp, toRenewal: Bool = false) throws(LinkError) {
        let problem: Problem? = state.withLock { state in
            guard let leaf = state.presented else { return nil }
            if state.isRevoked { return Problem(.revoked, "revoked by alice") }
            if state.earlier.contains(leaf.serial) {
                state.copies += 1
                return Problem(.quarantined, "seen twice")
            }
            let age = Date(timeIntervalSince1970: Double(now.milliseconds) / 1000).timeIntervalSince(leaf.notAfter)
            if age > (toRenewal ? grace : 0) { return Problem(.certificateExpired, "expired") }
            if let next = state.next, next.serial == leaf.serial {
                state.earlier.insert(state.inForce)
                state.inForce = next.serial
                state.next = nil
            }
            return nil
        }
        if let problem { throw .refused(problem) }
    }

    /// The broker's own certificate is of the authority of `trust`.
    package func probe(_ credential: AgentCredential) throws(LinkError) {
        guard credential.trust.contains(identities.trust) else { throw .unreachable("the TLS handshake failed") }
    }

    package func renew(_ request: RenewalRequest, at now: Timestamp) throws(LinkError) -> EnrollmentResponse {
        do {
            let csr = try CertificateRequest(pem: request.csr)
            let date = Date(timeIntervalSince1970: Double(now.milliseconds) / 1000)
            let name = PeerName.machine(subscriber: "acme", id: "\(machine)")
            let issued = try identities.acme.issueClient(name, to: csr, now: date, lifetime: life)
            return state.withLock { state in
                if let next = state.next, next.key == csr.fingerprint { return next.response }
                let response = EnrollmentResponse(
                    machine: machine, certificate: issued.pem, trust: state.trust, renewIn: renewIn)
                state.next = (issued.serial, csr.fingerprint, response)
                state.renewals += 1
                return response
            }
        } catch { throw .refused(Problem(.badRequest, "\(error)")) }
    }
}
