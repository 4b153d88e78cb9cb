import Foundation
import Testing

/// A hundred machines enrol at once with a zero certificate that has ten uses, while the broker is killed among them.
@Suite struct ZeroUseScenario {
    @Test(.timeLimit(.minutes(5)))
    func usesAreExactWhoeverDies() async throws {
        let datacenter = try await Datacenter()
        let point = try await CrashPoint(in: datacenter.directory)
        var broker = try await datacenter.startBroker(environment: point.environment)
        let zero = datacenter.directory.appending(path: "ten.pem").path
        try await datacenter.succeed(
            "beckon", ["zero", "create", "ten", "--out", zero, "--uses", "10", "--profile", datacenter.profile])

        try point.set(60)
        let agents = try (1...100).map { number in
            let data = datacenter.directory.appending(path: "machine-\(number)").path
            return try datacenter.start("beckon-agent", ["enroll", "--zero", zero, "--data", data, "--name", "web-\(number)"])
        }
        // A hundred enrolments have more steps than that, wherever it strikes among them.
        _ = await broker.ended()
        try point.set(0)
        broker = try await datacenter.startBroker(environment: point.environment)
        var enrolled = 0
        for agent in agents {
            if await agent.ended().code == 0 {
                enrolled += 1
            } else {
                #expect(agent.errorText.contains("is used up: 10 of 10 uses"), "\(agent.errorText)")
            }
        }
        #expect(enrolled == 10)
        let listed = try await datacenter.beckon(["zero", "list", "-o", "json"]).outputText
        #expect(listed.contains("\"machines\":10") && listed.contains("\"uses\":10") && listed.contains("\"usesLeft\":0"))
        let machines = try await datacenter.beckon(["machine", "list", "-o", "json"]).outputText
        #expect(machines.split(separator: "\n").count == 10)
        #expect(try await datacenter.beckon(["audit", "verify"]).status.code == 0)
        await broker.kill()
    }
}
