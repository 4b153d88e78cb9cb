import Foundation
import TestSupport
import Testing

/// The machine's key in a token or a TPM, with the real programs: enrolment, handshakes, and a device that is gone.
@Suite(.serialized)
struct HardwareKeyScenario {
    @Test(.enabled(if: SoftHSM.missing == nil, "SoftHSM: \(SoftHSM.missing ?? "")"))
    func aKeyInATokenNeverIsInAFile() async throws {
        let device = try SoftHSM()
        try device.makeToken("acme")
        let machine = try await Machine(key: device.reference("acme"), environment: device.environment)
        #expect(try device.objects() == 2)
        try await machine.expectNoKeyInFiles()
        try await machine.expectRuns()

        try device.setPluggedIn(false)
        try await machine.expectRefuses(["pkcs11:token=acme", "there is no such token"])
        // The running agent keeps its connection; a new one needs the key, and is made when the token is back.
        try await machine.restartBroker()
        try await eventually("the agent says why it cannot connect") {
            machine.agentSays("the machine's key cannot sign: pkcs11:token=acme") ? true : nil
        }
        try device.setPluggedIn(true)
        try await machine.datacenter.connected("web-01")
        try await machine.expectRuns()

        try device.writePIN("wrong-pin")
        try await machine.expectRefuses(["the PIN in \(device.pinFile) is wrong"])
        try device.writePIN(SoftHSM.pin)
        try device.deleteToken("acme")
        try await machine.expectRefuses(["pkcs11:token=acme", "there is no such token"])
        try await machine.expectNoKeyInFiles()
    }

    @Test(.enabled(if: SoftTPM.missing == nil, "a TPM in software: \(SoftTPM.missing ?? "")"))
    func aKeyInATPMNeverIsInAFile() async throws {
        let device = try SoftTPM()
        let machine = try await Machine(key: "tpm2:owner", environment: device.environment)
        try await machine.expectNoKeyInFiles()
        try await machine.expectRuns()

        device.stop()
        try await machine.expectRefuses(["tpm2:data,", "the TPM cannot be reached"])
        try await machine.restartBroker()
        try await eventually("the agent says why it cannot connect") {
            machine.agentSays("the machine's key cannot sign: tpm2:data,") ? true : nil
        }
        try device.start()
        try await machine.datacenter.connected("web-01")
        try await machine.expectRuns()
        try await machine.expectNoKeyInFiles()
    }

    @Test(.enabled(if: SoftHSM.missing == nil, "SoftHSM: \(SoftHSM.missing ?? "")"))
    func withoutItsDeviceAMachineIsNotEnrolled() async throws {
        let device = try SoftHSM()
        let datacenter = try await Datacenter()
        let broker = try await datacenter.startBroker()
        let zero = try await datacenter.zeroCertificate()
        let references = [
            (device.reference("gone"), "there is no such token"), ("pkcs11:token=a?module-path=/nowhere.so", "/nowhere.so"),
            ("pkcs11:token=a?pin-value=1234", "pin-value is not taken"), ("tpm2:0x1", "persistent handle"),
            ("softhsm", "begins with"),
        ]
        for (reference, reason) in references {
            let data = datacenter.directory.appending(path: "web-01").path
            let enrolled = try await datacenter.finish(
                "beckon-agent", ["enroll", "--zero", zero, "--data", data, "--name", "web-01"],
                environment: device.environment.merging(["BECKON_KEY": reference]) { $1 })
            #expect(enrolled.status.code == 1 && enrolled.errorText.contains(reason), "\(reference): \(enrolled.errorText)")
            #expect(!enrolled.errorText.contains("1234"))
            for file in ["machine.pem", "next-key.pem"] { #expect(!FileManager.default.fileExists(atPath: data + "/" + file)) }
        }
        let machines = try await datacenter.beckon(["machine", "list", "-o", "json"])
        #expect(!machines.outputText.contains("web-01"))
        withExtendedLifetime(broker) {}
    }
}

/// A broker, and one machine whose key is in a device.
private final class Machine {
    let datacenter: Datacenter
    private let environment: [String: String]
    private var broker: RunningProcess
    private let agent: RunningProcess
    private var data: String { datacenter.directory.appending(path: "web-01").path }
    private var run: [String] { ["run", "--data", data, "--plugins", datacenter.plugins] }

    init(key: String, environment device: [String: String]) async throws {
        datacenter = try await Datacenter()
        environment = device.merging(["BECKON_KEY": key]) { $1 }
        broker = try await datacenter.startBroker()
        let zero = try await datacenter.zeroCertificate()
        let data = datacenter.directory.appending(path: "web-01").path
        let enrolled = try await datacenter.finish(
            "beckon-agent", ["enroll", "--zero", zero, "--data", data, "--name", "web-01"], environment: environment)
        try #require(enrolled.status.code == 0, "\(enrolled.errorText)")
        agent = try datacenter.start(
            "beckon-agent", ["run", "--data", data, "--plugins", datacenter.plugins], environment: environment)
        try await datacenter.connected("web-01")
    }

    func agentSays(_ text: String) -> Bool { agent.errorText.contains(text) }

    func expectRuns(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let shown = try await datacenter.beckon(["run", "--on", "web-01", "shell", "--", "echo", "hello"])
        #expect(shown.status.code == 0 && shown.outputText == "hello\n", "\(shown.errorText)", sourceLocation: sourceLocation)
    }

    /// The agent does not start, by a copy of the data directory since the other one is in use.
    func expectRefuses(_ reasons: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let copy = data + "-copy"
        try? FileManager.default.removeItem(atPath: copy)
        try FileManager.default.copyItem(atPath: data, toPath: copy)
        let refused = try await datacenter.finish(
            "beckon-agent", ["run", "--data", copy, "--plugins", datacenter.plugins], environment: environment)
        #expect(refused.status.code == 1, sourceLocation: sourceLocation)
        for reason in reasons {
            #expect(refused.errorText.contains(reason), "\(refused.errorText)", sourceLocation: sourceLocation)
        }
    }

    func expectNoKeyInFiles(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let found = try await datacenter.finish("/bin/grep", ["-r", "PRIVATE KEY", data])
        #expect(found.status.code == 1 && found.outputText.isEmpty, sourceLocation: sourceLocation)
    }

    func restartBroker() async throws {
        await broker.kill()
        broker = try await datacenter.startBroker()
    }
}
