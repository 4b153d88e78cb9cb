import AgentCore
import BeckonIdentity
import BeckonWire
import TestSupport
import Testing

@testable import HardwareKeys

/// A machine that renews its certificate again and again, with its identity on disk and its keys in a device.
struct Renewals {
    private let identities: TestIdentities
    private let directory: AgentDirectory
    private let keys: HardwareKeyStore
    private let name = PeerName.machine(subscriber: "acme", id: "\(MachineID.generate(at: .init(milliseconds: 1)))")

    init(in directory: TemporaryDirectory, keys: HardwareKeyStore) throws {
        identities = try TestIdentities()
        self.directory = try AgentDirectory(path: directory.path("agent"))
        self.keys = keys
    }

    /// Enrols and renews, each time by another life of the agent that dies at each step: before the broker answers and before anything
    /// is tidied up. Answers the keys that were in force.
    func run(_ count: Int) async throws -> [String] {
        var fingerprints: [String] = []
        for _ in 0..<count {
            let present = try await store.load()
            let asked = try await store.keyUnderWay(besides: present)
            // Another life, which asks the broker with the same key.
            let again = try await store.load()
            let key = try await store.keyUnderWay(besides: again)
            #expect(key.fingerprint == asked.fingerprint && again?.leaf.keyFingerprint == present?.leaf.keyFingerprint)
            let request = try CertificateRequest(pem: await key.certificateRequest())
            let issued = try identities.acme.issueClient(name, to: request, now: identities.now, lifetime: TestIdentities.day)
            try store.put(
                MachineIdentity(
                    name: "web-01", brokers: ["https://localhost:7443"], certificate: issued.pem, key: key,
                    trust: identities.trust,
                    renewal: nil))
            fingerprints.append(key.fingerprint)
        }
        let loaded = try await store.load()
        let last = try #require(loaded)
        #expect(last.leaf.keyFingerprint == fingerprints.last)
        try await expectSigns(last.credential.key)
        return fingerprints
    }

    private var store: IdentityStore { directory.identities(keys: keys) }
}
