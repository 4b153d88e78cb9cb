import Foundation
import Glibc
import Testing

/// Identities that are taken away, copied and given anew, with the real programs.
@Suite(.serialized)
struct RevocationScenario {
    @Test func aRevokedAgentEndsAndSaysWhy() async throws {
        let datacenter = try await Datacenter()
        let broker = try await datacenter.startBroker()
        let agents = try await datacenter.startAgents(["web-01"])
        let revoked = try await datacenter.beckon(["machine", "revoke", "web-01"])
        #expect(revoked.status.code == 0, "\(revoked.errorText)")
        let agent = try #require(agents.first)
        #expect(await agent.ended().code != 0)
        #expect(agent.errorText.contains("revoked"), "\(agent.errorText)")
        let list = try await datacenter.beckon(["machine", "list"])
        #expect(list.outputText.contains("revoked by admin"), "\(list.outputText)")
        let run = try await datacenter.beckon(["run", "--on", "web-01", "shell", "--", "true"])
        #expect(run.status.code != 0 && run.errorText.contains("revoked"), "\(run.errorText)")
        withExtendedLifetime(broker) {}
    }

    /// A disk that is copied has the journal too: only the certificates tell the two apart.
    @Test func aCopiedMachineIsQuarantinedAndIdentifiedAnew() async throws {
        let datacenter = try await Datacenter()
        let broker = try await datacenter.startBroker(environment: ["BECKON_MACHINE_LIFETIME": "20s"])
        let agents = try await datacenter.startAgents(["web-01"])
        let original = datacenter.directory.appending(path: "web-01").path
        let before = try await datacenter.beckon(["machine", "show", "web-01", "-o", "json"])
        let copy = datacenter.directory.appending(path: "copy").path
        try await datacenter.succeed("/bin/cp", ["-a", original, copy])
        try await eventually("the original has renewed, and uses what it got") {
            let audit = try await datacenter.beckon(["audit", "list"])
            return audit.outputText.contains("machine.renewed") ? true : nil
        }
        let second = try datacenter.startAgent("copy")
        try await eventually("the copy is seen") {
            try await state("web-01", datacenter) == "quarantined" ? true : nil
        }
        let list = try await datacenter.beckon(["machine", "list"])
        #expect(list.outputText.contains("quarantined: certificate"), "\(list.outputText)")

        let reidentified = try await datacenter.beckon(["machine", "reidentify", "web-01"])
        #expect(reidentified.status.code == 0, "\(reidentified.errorText)")
        for agent in agents + [second] {
            agent.signal(SIGTERM)
            _ = await agent.ended()
        }
        let zero = try await datacenter.zeroCertificate()
        try await datacenter.succeed(
            "beckon-agent", ["enroll", "--again", "--zero", zero, "--data", original, "--name", "web-01"])
        let again = try datacenter.startAgent("web-01")
        try await datacenter.connected("web-01")
        let after = try await datacenter.beckon(["machine", "show", "web-01", "-o", "json"])
        #expect(try machine(before) == machine(after))
        let run = try await datacenter.beckon(["run", "--on", "web-01", "shell", "--", "true"])
        #expect(run.status.code == 0, "\(run.errorText)")
        withExtendedLifetime((broker, again)) {}
    }

    private struct Machine: Decodable {
        let machine: String
        let state: String
    }

    private func state(_ name: String, _ datacenter: Datacenter) async throws -> String {
        let shown = try await datacenter.beckon(["machine", "show", name, "-o", "json"])
        return try JSONDecoder().decode(Machine.self, from: Data(shown.outputText.utf8)).state
    }

    private func machine(_ shown: Datacenter.Finished) throws -> String {
        try JSONDecoder().decode(Machine.self, from: Data(shown.outputText.utf8)).machine
    }
}
