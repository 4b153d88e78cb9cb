import BeckonIdentity
import BeckonWire
import FoundationEssentials

extension IdentityStore {
    /// The files of version 0.1.0, which had the parts of an identity one by one.
    private static let earlier = ["key.pem", "certificate.pem", "trust.pem"]

    /// Turns a directory of version 0.1.0 into today's. Interrupted anywhere, it goes on at the next start: the new file is complete
    /// before the first of the old ones goes.
    func migrate() throws(IdentityError) {
        guard let key = try text("key.pem", secret: true) else { return }
        if try files.read(Self.machine, secret: true) == nil {
            if let agent = try earlierAgent() {
                guard let certificate = try text("certificate.pem"), let trust = try text("trust.pem") else {
                    throw unreadable(Self.agent, "it tells of a machine whose certificate.pem or trust.pem is missing")
                }
                let file = MachineFile(
                    name: agent.name, brokers: agent.brokers, renewal: nil, certificate: certificate, key: .pem(key), trust: trust
                )
                guard MachineFile(text: file.text) == file else {
                    throw unreadable(Self.agent, "a name or an address is not one")
                }
                try files.replace(Self.machine, with: Array(file.text.utf8))
            } else if try files.read(Self.nextKey, secret: true) == nil {
                try files.replace(Self.nextKey, with: Array(key.utf8))
            }
        }
        try removeEarlierFiles()
    }

    private func removeEarlierFiles() throws(IdentityError) {
        // The key last: while it is there, this is gone through again.
        for name in Self.earlier.reversed() { try files.remove(name) }
    }

    private func earlierAgent() throws(IdentityError) -> AgentIdentity? {
        guard let octets = try files.read(Self.agent, secret: false) else { return nil }
        guard let agent = try? JSONDecoder().decode(AgentIdentity.self, from: Data(octets)) else {
            throw unreadable(Self.agent, "it is not JSON that an agent writes")
        }
        return agent
    }

    private func text(_ name: String, secret: Bool = false) throws(IdentityError) -> String? {
        try files.read(name, secret: secret).map { String(decoding: $0, as: UTF8.self) }
    }
}
