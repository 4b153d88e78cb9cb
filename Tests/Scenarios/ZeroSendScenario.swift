import Foundation
import TestSupport
import Testing

/// `beckon zero send` over a real ssh.
@Suite(.serialized, .enabled(if: SecureShellServer.missing == nil, "ssh: \(SecureShellServer.missing ?? "")"))
struct ZeroSendScenario {
    @Test func bringsTheFileToEachHostAndSaysWhichItDidNotReach() async throws {
        let datacenter = try await Datacenter()
        let broker = try await datacenter.startBroker()
        let hosts = (1...6).map { "web-0\($0)" }
        let server = try datacenter.secureShell(hosts)
        let zero = try await datacenter.zeroCertificate()
        let command = ["zero", "send", zero, "--ssh-config", server.configuration]

        let sent = try await datacenter.finish("beckon", command + hosts)
        #expect(sent.status.code == 0, "\(sent.errorText)")
        #expect(sent.outputText.contains("[6/6] web-0"))
        for host in hosts { try datacenter.expectSecret(on: host, equalTo: zero) }

        let some = try await datacenter.finish("beckon", command + ["web-01", "gone", "-o", "json"])
        #expect(some.status.code == 1)
        #expect(some.errorText.contains("1 of 2 hosts failed"))
        let lines = some.outputText.split(separator: "\n")
        #expect(lines.contains { $0.contains("\"host\":\"web-01\"") && $0.contains("\"ok\":true") })
        #expect(lines.contains { $0.contains("\"host\":\"gone\"") && $0.contains("\"ok\":false") && $0.contains("refused") })

        let nowhere = try await datacenter.finish("beckon", command + ["web-01", "--to", "no/such/directory/zero.pem"])
        #expect(nowhere.status.code == 1)
        #expect(nowhere.errorText.contains("web-01: failed: ") && nowhere.errorText.contains("no/such/directory"))
        withExtendedLifetime((broker, server)) {}
    }

    @Test func enrolsTheMachinesThereInTheSameStep() async throws {
        let datacenter = try await Datacenter()
        let broker = try await datacenter.startBroker()
        let server = try datacenter.secureShell(["web-01", "web-02"])
        let zero = datacenter.directory.appending(path: "bounded.pem").path
        try await datacenter.succeed(
            "beckon",
            ["zero", "create", "rack-7", "--out", zero, "--uses", "1", "--label", "role=web", "--profile", datacenter.profile])
        let command = [
            "zero", "send", zero, "--ssh-config", server.configuration, "--enroll", "--agent", Programs.path("beckon-agent"),
            "--data", "agent",
        ]
        // Twice: the same machine, and no second use.
        for _ in 1...2 {
            let sent = try await datacenter.finish("beckon", command + ["web-01", "--name", "web-01"])
            #expect(sent.status.code == 0, "\(sent.errorText)")
            #expect(sent.outputText.contains("web-01: enrolled as web-01 (m-"))
        }
        #expect(!FileManager.default.fileExists(atPath: datacenter.directory.appending(path: "web-01/beckon-zero.pem").path))
        let shown = try await datacenter.beckon(["machine", "show", "web-01", "-o", "json"])
        #expect(shown.outputText.contains("\"labels\":{\"role\":\"web\"}"))
        let listed = try await datacenter.beckon(["zero", "list", "-o", "json"])
        #expect(listed.outputText.contains("\"uses\":1") && listed.outputText.contains("\"usesLeft\":0"))

        let refused = try await datacenter.finish("beckon", command + ["web-02", "--name", "web-02"])
        #expect(refused.status.code == 1)
        #expect(refused.errorText.contains("is used up: 1 of 1 uses"), "\(refused.errorText)")
        try datacenter.expectSecret(on: "web-02", equalTo: zero)
        let audit = try await datacenter.beckon(["audit", "list"])
        #expect(audit.outputText.contains("enrollment.refused refused web-02 by zero z-"))
        #expect(audit.outputText.contains("127.0.0.1"))
        withExtendedLifetime((broker, server)) {}
    }
}

extension Datacenter {
    fileprivate func secureShell(_ hosts: [String]) throws -> SecureShellServer {
        try SecureShellServer(hosts: hosts.map { ($0, freePort()) }, gone: freePort(), in: directory)
    }

    /// The file is on the host, and nobody else's there.
    fileprivate func expectSecret(on host: String, equalTo zero: String) throws {
        let file = directory.appending(path: "\(host)/beckon-zero.pem").path
        #expect(try Data(contentsOf: URL(filePath: file)) == Data(contentsOf: URL(filePath: zero)))
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let others = try FileManager.default.contentsOfDirectory(atPath: directory.appending(path: host).path)
        #expect(!others.contains { $0.hasSuffix(".part") })
    }
}
