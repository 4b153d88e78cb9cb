import Foundation
import Glibc
import Testing

/// Certificates that live for seconds: machines renew them, through crashes and absences, and stay who they are.
@Suite(.timeLimit(.minutes(5))) struct RenewalScenario {
    @Test func anInstructionOutlivesSeveralCertificates() async throws {
        let center = try await datacenter(life: "8s")
        let broker = try await center.startBroker()
        let agents = try await center.startAgents(["web-01"])
        let first = try await serial(center)

        let command = "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do echo $i; sleep 1; done"
        let run = try await center.beckon(["run", "--on", "web-01", "--timeout", "60s", "shell", "command=\(command)"])
        #expect(run.status.code == 0, "\(run.errorText)")
        #expect(run.outputText == (1...15).map { "\($0)\n" }.joined())
        #expect(try await serial(center) != first)
        try await isWell(center, agents[0])
        withExtendedLifetime(broker) {}
    }

    @Test func anAgentThatWasAwayUntilItsCertificateExpiredRenewsItFirst() async throws {
        let center = try await datacenter(life: "8s")
        let broker = try await center.startBroker()
        let agents = try await center.startAgents(["web-01"])
        agents[0].signal(SIGTERM)
        #expect(await agents[0].ended().code == 0)
        try await eventually("the certificate has expired") {
            try await openssl(center, ["-checkend", "0"]).status.code == 0 ? nil : true
        }
        let again = try center.startAgent("web-01")
        try await center.connected("web-01")
        try await isWell(center, again)
        withExtendedLifetime(broker) {}
    }

    /// Killed again and again while it renews every few seconds, it is never taken for a copy of itself.
    @Test func anAgentThatIsKilledWhileItRenewsIsStillItself() async throws {
        let center = try await datacenter(life: "4s")
        let broker = try await center.startBroker()
        var agent = try await center.startAgents(["web-01"])[0]
        for _ in 0..<8 {
            let before = try await serial(center)
            // As soon as the file has changed: somewhere between the swap on disk and the first use.
            try await eventually("it renews: \(agent.errorText)") { try await serial(center) != before ? true : nil }
            await agent.kill()
            agent = try center.startAgent("web-01")
        }
        try await center.connected("web-01")
        try await isWell(center, agent)
        withExtendedLifetime(broker) {}
    }

    private func datacenter(life: String) async throws -> Datacenter {
        let center = try await Datacenter()
        let path = URL(filePath: center.brokerData + "/broker.json")
        var settings = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any])
        settings["machineLifetime"] = life
        try JSONSerialization.data(withJSONObject: settings).write(to: path)
        return center
    }

    private func isWell(_ center: Datacenter, _ agent: RunningProcess) async throws {
        let run = try await center.beckon(["run", "--on", "web-01", "shell", "--", "echo", "here"])
        #expect(run.status.code == 0 && run.outputText.contains("here"), "\(run.errorText)\(agent.errorText)")
        #expect(!agent.errorText.contains("quarantine"), "\(agent.errorText)")
    }

    private func serial(_ center: Datacenter) async throws -> String {
        try await openssl(center, ["-serial"]).outputText
    }

    private func openssl(_ center: Datacenter, _ arguments: [String]) async throws -> Datacenter.Finished {
        let file = center.directory.appending(path: "web-01/machine.pem").path
        return try await center.finish("/usr/bin/openssl", ["x509", "-in", file, "-noout"] + arguments)
    }
}
