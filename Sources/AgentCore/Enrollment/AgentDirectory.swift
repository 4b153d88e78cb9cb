package import BeckonIdentity
import BeckonWire
import FoundationEssentials

/// The agent's data directory, for its user alone and locked by the process that uses it.
///
/// | file | |
/// | --- | --- |
/// | `key.pem` | the machine's private key; made here, never leaves |
/// | `certificate.pem` | the machine certificate and its chain |
/// | `trust.pem` | the authorities that brokers are believed by |
/// | `agent.json` | `AgentIdentity`; written last: where it is, enrolment is complete |
/// | `journal.log`, `spool/` | `Journal` and the output that waits |
package struct AgentDirectory: Sendable {
    package let path: String
    private let lock: DirectoryLock

    /// Makes the directory if need be, and locks it.
    package init(path: String) throws(IdentityError) {
        try DurableFile.createDirectory(path, mode: 0o700)
        lock = try DirectoryLock(directory: path)
        try DurableFile.createDirectory(path + "/spool", mode: 0o700)
        self.path = path
    }

    package var spool: String { path + "/spool" }

    /// Nil where the agent is not enrolled.
    package func identity() throws(IdentityError) -> AgentIdentity? {
        guard let octets = try read("agent.json", secret: false) else { return nil }
        guard let identity = try? JSONDecoder().decode(AgentIdentity.self, from: Data(octets)) else {
            throw IdentityError(
                .inputOutput, "\(path)/agent.json cannot be understood",
                hint: "remove \(path) and enrol the machine again")
        }
        return identity
    }

    /// The machine's key: the one that is here, or a new one, on disk before it is used.
    package func key() throws(IdentityError) -> IdentityKey {
        if let octets = try read("key.pem", secret: true) {
            return try IdentityKey(pem: String(decoding: octets, as: UTF8.self))
        }
        let key = IdentityKey()
        try DurableFile.write(key.pem.utf8, to: path + "/key.pem", mode: 0o600)
        return key
    }

    /// What an enrolled agent's link needs.
    package func credential() throws(IdentityError) -> AgentCredential {
        AgentCredential(
            certificate: try text("certificate.pem", secret: false),
            key: .file(try IdentityKey(pem: text("key.pem", secret: true))),
            trust: try text("trust.pem", secret: false))
    }

    /// Completes an enrolment.
    package func store(_ identity: AgentIdentity, certificate: String, trust: String) throws(IdentityError) {
        try DurableFile.write(certificate.utf8, to: path + "/certificate.pem", mode: 0o600)
        try DurableFile.write(trust.utf8, to: path + "/trust.pem", mode: 0o600)
        try DurableFile.write(WireJSON.encode(identity) + [UInt8(ascii: "\n")], to: path + "/agent.json", mode: 0o600)
    }

    private func text(_ name: String, secret: Bool) throws(IdentityError) -> String {
        guard let octets = try read(name, secret: secret) else {
            throw IdentityError(.notFound, "\(path)/\(name) is missing", hint: "remove \(path) and enrol the machine again")
        }
        return String(decoding: octets, as: UTF8.self)
    }

    private func read(_ name: String, secret: Bool) throws(IdentityError) -> [UInt8]? {
        do {
            return secret ? try DurableFile.readSecret(path + "/" + name) : try DurableFile.read(path + "/" + name)
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
    }
}
