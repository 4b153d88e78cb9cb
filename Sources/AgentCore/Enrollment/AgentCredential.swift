/// A client's side of mutual TLS, all in PEM.
package struct AgentCredential: Sendable {
    /// The leaf first.
    package let certificate: String
    package let key: String
    /// Whom to believe to be a broker; nobody else.
    package let trust: String

    package init(certificate: String, key: String, trust: String) {
        self.certificate = certificate
        self.key = key
        self.trust = trust
    }
}
