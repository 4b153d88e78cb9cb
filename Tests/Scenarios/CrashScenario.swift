import Foundation
import Testing

/// `kill -9` at every step between the first request and the acknowledged outcome.
///
/// The victim dies as it enters its n-th step of a dispatch (`CrashPoint`), for each n from 1 to as many as a dispatch was seen to
/// have: every fsync, rename, and write to a file or to the network, and those that follow the outcome too. How many there are
/// differs a little from one dispatch to the next, so a victim may get through alive at the last of them.
@Suite struct CrashScenario {
    /// Rounds that run beside one another, each in a datacenter of its own: a round is mostly waiting.
    static let datacenters = 3

    @Test func theAgentDiesAtEachStep() async throws {
        try await everyStep { datacenter, steps in
            let broker = try await datacenter.startBroker()
            for agent in try await datacenter.startAgents(["web-01"]) { await agent.kill() }
            let trial = try await AgentCrashTrial(datacenter)
            let deaths = try await trial.run(steps: steps)
            try await eventually("no process of an instruction is left") {
                Processes.count(named: "beckon-executor-host", with: datacenter.plugins) == 0 ? true : nil
            }
            withExtendedLifetime(broker) {}
            return deaths
        }
    }

    @Test func theBrokerDiesAtEachStep() async throws {
        try await everyStep { datacenter, steps in
            let first = try await datacenter.startBroker()
            let agents = try await datacenter.startAgents(["web-01"])
            await first.kill()
            let trial = try await BrokerCrashTrial(datacenter)
            defer { withExtendedLifetime(agents) {} }
            return try await trial.run(steps: steps)
        }
    }

    /// Shares the steps out among the datacenters. Answered: how many victims died of how many steps.
    private func everyStep(
        _ body: @escaping @Sendable (Datacenter, _ steps: @Sendable (Int) -> [Int]) async throws -> CrashTally
    ) async throws {
        let tally = try await withThrowingTaskGroup(of: CrashTally.self) { group in
            for share in 0..<Self.datacenters {
                group.addTask {
                    try await body(try await Datacenter()) { count in
                        Array(stride(from: share + 1, through: count, by: Self.datacenters))
                    }
                }
            }
            return try await group.reduce(into: CrashTally()) { $0.add($1) }
        }
        #expect(tally.rounds >= 10, "a dispatch has more steps than that")
        #expect(tally.deaths * 2 >= tally.rounds, "the signal came in \(tally.deaths) of \(tally.rounds) rounds")
    }

    @Test func aLongInstructionIsGoneWhenItsAgentDied() async throws {
        let datacenter = try await Datacenter()
        let broker = try await datacenter.startBroker()
        let agents = try await datacenter.startAgents(["web-01"])
        // One in the host's session, one that left it, both looking for a life of their own.
        let transaction = try await datacenter.submit("setsid sleep 3001 & sleep 3002", key: "long")
        try await eventually("both run") {
            Processes.count(matching: "sleep", "3001") + Processes.count(matching: "sleep", "3002") == 2 ? true : nil
        }
        await agents[0].kill()
        let successor = try datacenter.startAgent("web-01")
        try await datacenter.outcome(of: transaction, is: "unknown")
        #expect(Processes.count(matching: "sleep", "3001") == 0)
        #expect(Processes.count(matching: "sleep", "3002") == 0)
        withExtendedLifetime((broker, successor)) {}
    }
}

extension Datacenter {
    /// The first request by curl, with an idempotency key.
    func submit(_ command: String, key: String) async throws -> String {
        try #require(try await submitOnce(command, key: key))
    }

    /// Tries until the broker answered or ended; nil where it ended first.
    func submitUntilAcknowledged(_ command: String, key: String, orEnded broker: RunningProcess) async throws -> String? {
        try await eventually("the broker answers or ends") { () -> String?? in
            if let id = try await self.submitOnce(command, key: key) { return .some(id) }
            return broker.status != nil ? .some(nil) : nil
        }
    }

    private func submitOnce(_ command: String, key: String) async throws -> String? {
        let body: [String: Any] = [
            "subscriber": "acme", "targets": ["machines": ["web-01"]],
            "instruction": ["executor": "shell", "parameters": ["command": command]],
        ]
        let file = directory.appending(path: "body-\(key).json")
        try JSONSerialization.data(withJSONObject: body, options: .sortedKeys).write(to: file)
        let answer = try await curl([
            "--fail", "-H", "content-type: application/json", "-H", "idempotency-key: \(key)", "--data-binary", "@\(file.path)",
            "\(api)/v1/transactions",
        ])
        return TransactionLine.all(in: answer.output).first?.transaction
    }

    /// What must be true after any crash: it ran at most once, success means that it ran with all its output, and a run that
    /// nobody saw to its end says so.
    /// - Returns: the outcome.
    func expectTruth(about transaction: String, mark: String) async throws -> String {
        let counts = try await outcomes(of: transaction)
        let runs = (try? String(contentsOfFile: mark, encoding: .utf8))?.split(separator: "\n").count ?? 0
        #expect(runs <= 1)
        let outcome = try #require(counts.keys.first)
        switch outcome {
        case "succeeded":
            #expect(runs == 1)
            let output = try await curl(["\(api)/v1/transactions/\(transaction)/deliveries/web-01/output/stdout"])
            let isWhole = output.outputText == (1...1000).map { "\($0)\n" }.joined()
            #expect(isWhole, "\(output.output.count) octets: \(output.outputText.prefix(200)) \(output.errorText)")
        case "unknown": break
        default: Issue.record("an outcome that a crash does not explain: \(counts)")
        }
        return outcome
    }
}
