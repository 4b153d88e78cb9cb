import AgentTestSupport
import BeckonIdentity
import BeckonWire
import TestSupport
import Testing

@testable import AgentCore

@Suite struct IdentityStoreTests {
    private let identities: TestIdentities
    private let id = MachineID.generate(at: Timestamp(milliseconds: 1_795_000_000_000)).description
    private let machine: TestIdentity
    private let earlier: [String: String]

    init() throws {
        identities = try TestIdentities()
        machine = try identities.issue(.machine(subscriber: "acme", id: id))
        earlier = [
            "key.pem": machine.key.pem, "certificate.pem": machine.certificate.pem,
            "trust.pem": identities.trust,
            "agent.json":
                #"{"brokers":["https://localhost:7443"],"machine":"\#(id)","name":"web-01","#
                + #""subscriber":"acme"}"# + "\n",
        ]
    }

    private func store(_ files: FailingIdentityFiles) -> IdentityStore {
        IdentityStore(files: files, keys: FileKeyStore(), directory: "/var/lib/beckon/agent")
    }

    @Test func aDirectoryOfVersion010BecomesOneOfToday() async throws {
        let files = FailingIdentityFiles(earlier)
        let identity = try #require(try await store(files).load())
        #expect(files.names == ["agent.json", "machine.pem"])
        #expect(identity.agent.name == "web-01" && identity.agent.brokers == ["https://localhost:7443"])
        #expect(identity.leaf.fingerprint == machine.certificate.fingerprint)
        #expect(identity.trust.text == identities.trust && identity.renewal == nil)
    }

    @Test(arguments: FailingIdentityFiles.Failure.allCases)
    func aMigrationThatIsInterruptedAnywhereGoesOn(failure: FailingIdentityFiles.Failure) async throws {
        var change = 0
        var hasFailed = true
        while hasFailed {
            let files = FailingIdentityFiles(earlier)
            files.fail(at: change, failure)
            _ = try? await store(files).load()
            hasFailed = files.mend()
            let identity = try #require(try await store(files).load(), "at \(change)")
            #expect(identity.leaf.fingerprint == machine.certificate.fingerprint)
            #expect(files.names == ["agent.json", "machine.pem"], "at \(change)")
            change += 1
        }
        #expect(change > 4)
    }

    @Test(arguments: FailingIdentityFiles.Failure.allCases)
    func theKeyOfAnEnrolmentOfVersion010UnderWayStays(failure: FailingIdentityFiles.Failure) async throws {
        for change in 0..<3 {
            let files = FailingIdentityFiles(["key.pem": machine.key.pem])
            files.fail(at: change, failure)
            _ = try? await store(files).load()
            files.mend()
            #expect(try await store(files).load() == nil)
            let key = try await store(files).keyUnderWay(besides: nil)
            #expect(key.fingerprint == machine.key.fingerprint)
            #expect(files.names == ["next-key.pem"])
        }
    }

    @Test func whatIsPutIsWhatIsLoaded() async throws {
        let files = FailingIdentityFiles()
        let identity = try identity(renewal: RenewalPlan(obtained: .init(milliseconds: 1_795_000_000_123), seconds: 43_200))
        try store(files).put(identity)
        let loaded = try #require(try await store(files).load())
        #expect(loaded.file == identity.file && loaded.agent == identity.agent)
        #expect(files["agent.json"]?.contains("web-01") == true)
    }

    @Test func aFileThatIsDamagedIsSaidWithItsPath() async throws {
        let whole = try identity(renewal: nil).file.text
        for text in ["", "x", String(whole.prefix(700)), whole.replacing("key:", with: "kee:"), whole + "damage -----BEGIN "] {
            let error = await #expect(throws: IdentityError.self) {
                _ = try await store(FailingIdentityFiles(["machine.pem": text])).load()
            }
            #expect(error?.message.contains("/var/lib/beckon/agent/machine.pem") == true, "\(text.count) octets")
        }
    }

    @Test func anIdentityWhoseCertificateIsLostIsNotTakenForNone() async throws {
        let files = FailingIdentityFiles(["agent.json": earlier["agent.json"] ?? ""])
        let error = await #expect(throws: IdentityError.self) { _ = try await store(files).load() }
        #expect(error?.message.contains("machine.pem is missing") == true)
    }

    @Test func aFullDiskDoesNotKeepAMachineFromItsWork() async throws {
        let files = FailingIdentityFiles()
        try store(files).put(try identity(renewal: nil))
        files.fail(at: 0, .refused)
        #expect(try await store(files).load() != nil)
    }

    // MARK: keys in hardware

    @Test func ofAKeyInHardwareOnlyItsReferenceIsWritten() async throws {
        let token = FakeToken()
        let files = FailingIdentityFiles()
        let store = IdentityStore(files: files, keys: token, directory: "d")
        let key = try await store.keyUnderWay(besides: nil)
        #expect(files["next-key.pem"]?.hasPrefix("key: pkcs11:") == true)
        let name = PeerName.machine(subscriber: "acme", id: id)
        let request = try CertificateRequest(pem: await key.certificateRequest())
        let issued = try identities.acme.issueClient(name, to: request, now: identities.now, lifetime: 3600)
        let identity = try MachineIdentity(
            name: "web-01", brokers: ["https://localhost:7443"], certificate: issued.pem, key: key, trust: identities.trust,
            renewal: nil)
        _ = await token.make()
        try store.put(identity)
        #expect(try await store.load()?.credential.key.stored == key.stored)
        #expect(files["machine.pem"]?.contains("PRIVATE KEY") == false)
        #expect(token.references.count == 1, "what nothing tells of is destroyed")

        token.remove()
        let error = await #expect(throws: IdentityError.self) { _ = try await store.load() }
        #expect(error?.code == .keyUnavailable)
    }

    @Test func aTokenDoesNotFillWithKeysWhileTheDiskIsFull() async throws {
        let token = FakeToken()
        let files = FailingIdentityFiles()
        let store = IdentityStore(files: files, keys: token, directory: "d")
        for _ in 0..<5 {
            files.fail(at: 0, .refused)
            await #expect(throws: IdentityError.self) { _ = try await store.keyUnderWay(besides: nil) }
        }
        #expect(token.references.isEmpty)
    }

    private func identity(renewal: RenewalPlan?) throws -> MachineIdentity {
        try MachineIdentity(
            name: "web-01", brokers: ["https://localhost:7443", "https://127.0.0.1:7443"],
            certificate: machine.certificate.pem, key: .file(machine.key), trust: identities.trust,
            renewal: renewal)
    }
}
