import BeckonWire
import Foundation
import Testing

/// Authorities and subscribers come and go while everything runs.
@Suite(.timeLimit(.minutes(5)))
struct AuthorityScenario {
    @Test("The broker's authority rotates under a parked agent, which never notices")
    func brokerAuthority() async throws {
        let datacenter = try await Datacenter()
        let broker = try await datacenter.startBroker()
        let agents = try await datacenter.startAgents(["web-01"])

        #expect(try await datacenter.beckon(["ca", "activate", "broker"]).status.code == 70)
        _ = try await ca(["prepare", "broker"], datacenter)
        // It is told when it asks again, and a parked request waits for up to 50 seconds.
        try await eventually("the agent has the new trust bundle", within: 90) {
            try await Task.sleep(for: .milliseconds(500))
            return try await ca(["status"], datacenter).first.flatMap { $0.ready == 1 ? true : nil }
        }
        // The operator's profile has the old bundle; renewing brings the new one.
        #expect(try await datacenter.beckon(["operator", "renew"]).status.code == 0)
        #expect(try await ca(["activate", "broker"], datacenter).first?.steps == [.retire])
        try await run(datacenter)
        _ = try await ca(["retire", "broker"], datacenter)
        try await run(datacenter)

        // What has no connection left must find the way with what it has on its disk.
        agents[0].signal(SIGTERM)
        #expect(await agents[0].ended().code == 0)
        let again = try datacenter.startAgent("web-01")
        try await run(datacenter)
        withExtendedLifetime((broker, again)) {}
    }

    @Test("A subscriber that is made while the broker runs is served, and sees nothing of the first")
    func subscriber() async throws {
        let datacenter = try await Datacenter()
        let broker = try await datacenter.startBroker()
        let agents = try await datacenter.startAgents(["web-01"])
        let profile = datacenter.directory.appending(path: "globex.json").path
        try await datacenter.succeed(
            "beckon-broker", ["subscriber", "create", "globex", "--data", datacenter.brokerData, "--out", profile])
        let again = try await datacenter.finish(
            "beckon-broker", ["subscriber", "create", "globex", "--data", datacenter.brokerData, "--out", profile + "2"])
        #expect(again.status.code == 2)
        let machines = try await eventually("the new subscriber's admin is let in") {
            let list = try await datacenter.finish("beckon", ["machine", "list", "-o", "json", "--profile", profile])
            return list.status.code == 0 ? list.outputText : nil
        }
        #expect(machines.isEmpty)
        #expect(try await datacenter.beckon(["machine", "list", "-o", "json"]).outputText.contains("web-01"))
        let listed = try await datacenter.succeed("beckon-broker", ["subscriber", "list", "--data", datacenter.brokerData])
        #expect(listed.outputText.contains("acme") && listed.outputText.contains("globex"))
        let foreign = try await datacenter.finish("beckon", ["ca", "prepare", "broker", "--profile", profile])
        #expect(foreign.status.code == 70)
        #expect(foreign.errorText.contains("lacks the right authorities.manage"))
        withExtendedLifetime((broker, agents)) {}
    }

    private func ca(_ arguments: [String], _ datacenter: Datacenter) async throws -> [AuthorityView] {
        let finished = try await datacenter.beckon(["ca"] + arguments + ["-o", "json"])
        try #require(finished.status.code == 0, "\(finished.errorText)")
        return try finished.outputText.split(separator: "\n").map { try WireJSON.decode(from: $0.utf8) }
    }

    private func run(_ datacenter: Datacenter) async throws {
        let finished = try await datacenter.beckon(["run", "--on", "web-01", "--timeout", "30s", "shell", "--", "echo", "here"])
        #expect(finished.status.code == 0, "\(finished.errorText)")
        #expect(finished.outputText.contains("here"))
    }
}
