import Foundation
import Testing

/// A machine's identity on disk, with the real programs.
@Suite(.timeLimit(.minutes(3))) struct IdentityScenario {
    @Test func aDirectoryOfVersion010GoesOnAsTheSameMachine() async throws {
        let center = try await Datacenter()
        let broker = try await center.startBroker()
        let data = try await center.enroll("web-01", zero: center.zeroCertificate())
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: data).sorted() == [
                "agent.json", "lock", "machine.pem", "spool",
            ])
        let before = try Data(contentsOf: URL(filePath: data + "/agent.json"))
        try makeEarlierLayout(in: data)

        let agent = try center.startAgent("web-01")
        try await center.connected("web-01")
        let ran = try await center.beckon(["run", "--on", "web-01", "shell", "--", "echo", "as before"])
        #expect(ran.status.code == 0 && ran.outputText.contains("as before"))
        let files = try FileManager.default.contentsOfDirectory(atPath: data)
        #expect(files.contains("machine.pem") && !files.contains("key.pem") && !files.contains("certificate.pem"))
        #expect(try Data(contentsOf: URL(filePath: data + "/agent.json")) == before)
        await agent.kill()
        await broker.kill()
    }

    @Test func aMachineIsNotSetUpAnewUnderItsTakenNameAndStaysWhoItIs() async throws {
        let center = try await Datacenter()
        let broker = try await center.startBroker()
        let zero = try await center.zeroCertificate()
        let data = try await center.enroll("web-01", zero: zero)
        let before = try Data(contentsOf: URL(filePath: data + "/machine.pem"))
        let refused = try await center.finish("beckon-agent", ["enroll", "--zero", zero, "--data", data, "--again"])
        #expect(refused.status.code == 2 && refused.errorText.contains("web-01"))
        #expect(try Data(contentsOf: URL(filePath: data + "/machine.pem")) == before)
        #expect(!FileManager.default.fileExists(atPath: data + "/enrollment.pem"))

        let agent = try center.startAgent("web-01")
        try await center.connected("web-01")
        await agent.kill()
        await broker.kill()
    }

    /// What `beckon-agent enroll` of version 0.1.0 wrote.
    private func makeEarlierLayout(in data: String) throws {
        let text = try String(contentsOfFile: data + "/machine.pem", encoding: .utf8)
        let certificate = try #require(text.firstRange(of: "\ncertificate:\n"))
        let key = try #require(text.firstRange(of: "\nkey:\n"))
        let trust = try #require(text.firstRange(of: "\ntrust:\n"))
        let parts = [
            "certificate.pem": text[certificate.upperBound...key.lowerBound], "key.pem": text[key.upperBound...trust.lowerBound],
            "trust.pem": text[trust.upperBound...],
        ]
        for (name, part) in parts {
            try Data(part.utf8).write(to: URL(filePath: data + "/" + name))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: data + "/" + name)
        }
        try FileManager.default.removeItem(atPath: data + "/machine.pem")
    }
}
