package import BeckonIdentity
package import BeckonWire
import FoundationEssentials

/// Who this machine is and by what it proves that: what an enrolled agent runs with.
package struct MachineIdentity: Sendable {
    package let agent: AgentIdentity
    /// The leaf of the certificate in force.
    package let leaf: ClientCertificate
    package let credential: AgentCredential
    package let trust: TrustBundle
    package let renewal: RenewalPlan?

    /// - Throws: `.malformedCertificate` and its like, `.keyMismatch` where the certificate is for another key, `.malformedAuthority`.
    package init(
        name: String, brokers: [String], certificate: String, key: MachineKey, trust: String, renewal: RenewalPlan?
    ) throws(IdentityError) {
        leaf = try ClientCertificate(pem: certificate)
        guard case .machine(let subscriber, let id) = leaf.name, let machine = MachineID(id) else {
            throw IdentityError(.invalidName, "the certificate is for \(leaf.name) and not for a machine")
        }
        guard leaf.keyFingerprint == key.fingerprint else {
            throw IdentityError(.keyMismatch, "the certificate of \(id) is for another key than the one beside it")
        }
        agent = AgentIdentity(machine: machine, subscriber: subscriber, name: name, brokers: brokers)
        self.trust = try TrustBundle(trust)
        credential = AgentCredential(certificate: certificate, key: key, trust: trust)
        self.renewal = renewal
    }

    /// The same machine with a new certificate.
    package func renewed(
        certificate: String, key: MachineKey, renewal: RenewalPlan
    ) throws(IdentityError) -> MachineIdentity {
        let next = try MachineIdentity(
            name: agent.name, brokers: agent.brokers, certificate: certificate, key: key, trust: trust.text, renewal: renewal)
        guard next.leaf.name == leaf.name else {
            throw IdentityError(.invalidName, "the certificate is for \(next.leaf.name) and not for \(leaf.name)")
        }
        return next
    }

    /// The same machine, which believes other authorities.
    package func trusting(_ bundle: TrustBundle) throws(IdentityError) -> MachineIdentity {
        try MachineIdentity(
            name: agent.name, brokers: agent.brokers, certificate: credential.certificate, key: credential.key,
            trust: bundle.text, renewal: renewal)
    }

    package var file: MachineFile {
        MachineFile(
            name: agent.name, brokers: agent.brokers, renewal: renewal, certificate: credential.certificate,
            key: credential.key.stored, trust: credential.trust)
    }

    package func isExpired(at now: Timestamp) -> Bool { now > leaf.end }
}

extension ClientCertificate {
    var begin: Timestamp { Timestamp(milliseconds: Int64(notBefore.timeIntervalSince1970 * 1000)) }
    var end: Timestamp { Timestamp(milliseconds: Int64(notAfter.timeIntervalSince1970 * 1000)) }
}
