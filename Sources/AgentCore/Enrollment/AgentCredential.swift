package import BeckonIdentity

/// A client's side of mutual TLS.
package struct AgentCredential: Sendable {
    /// PEM, the leaf first.
    package let certificate: String
    package let key: MachineKey
    /// Whom to believe to be a broker; nobody else. PEM.
    package let trust: String

    package init(certificate: String, key: MachineKey, trust: String) {
        self.certificate = certificate
        self.key = key
        self.trust = trust
    }
}

extension AgentCredential {
    /// Of a zero certificate, with which a machine enrols.
    package init(_ zero: ZeroFile) throws(LinkError) {
        do {
            self.init(certificate: zero.certificate, key: .file(try IdentityKey(pem: zero.key)), trust: zero.trust)
        } catch {
            throw .malformed("\(error)")
        }
    }
}
