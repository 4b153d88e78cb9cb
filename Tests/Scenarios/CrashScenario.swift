import Foundation
import Testing

/// `kill -9` at every step between the first request and the acknowledged outcome.
///
/// strace (with -D: the victim stays our child) delivers the signal as the victim enters its n-th call of a kind (fsync and
/// fdatasync: each durable step; the writes: each message), for n = 1, 2, 3… until the victim gets through alive.
@Suite(.serialized)
struct CrashScenario {
    static let durableSteps = "fsync,fdatasync"
    static let messages = "write,writev,sendmsg,pwrite64"
    /// Which call is the last one: every early one, then samples (each takes a start of both daemons).
    static let steps = [1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22]

    @Test(arguments: [durableSteps, messages])
    func theAgentDies(at calls: String) async throws {
        let datacenter = try await Datacenter()
        let broker = try await datacenter.startBroker()
        // Its executors are known before it dies for the first time.
        for agent in try await datacenter.startAgents(["web-01"]) { await agent.kill() }
        var deaths = 0
        for step in Self.steps {
            let victim = try datacenter.startAgent("web-01", tracer: killing(at: step, of: calls, in: datacenter))
            let mark = datacenter.directory.appending(path: "mark-\(calls.prefix(5))-\(step)").path
            let transaction = try await datacenter.submit(
                "echo ran >> \(mark); seq 1 20000", key: "agent-\(calls.prefix(5))-\(step)")
            let survived = try await datacenter.isOver(transaction, orEnded: victim)
            if !survived { deaths += 1 }
            await victim.kill()
            let successor = try datacenter.startAgent("web-01")
            try await datacenter.expectTruth(about: transaction, mark: mark)
            await successor.kill()
            if survived { break }
        }
        #expect(deaths >= 2, "the signal never came")
        try await eventually("no process of an instruction is left") {
            Processes.count(named: "beckon-executor-host", with: datacenter.plugins) == 0 ? true : nil
        }
        withExtendedLifetime(broker) {}
    }

    @Test(arguments: [durableSteps, messages])
    func theBrokerDies(at calls: String) async throws {
        let datacenter = try await Datacenter()
        let first = try await datacenter.startBroker()
        let agents = try await datacenter.startAgents(["web-01"])
        await first.kill()
        var deaths = 0
        for step in Self.steps {
            let victim = try datacenter.start(
                "beckon-broker", ["serve", "--data", datacenter.brokerData], tracer: killing(at: step, of: calls, in: datacenter))
            let mark = datacenter.directory.appending(path: "mark-\(calls.prefix(5))-\(step)").path
            let key = "broker-\(calls.prefix(5))-\(step)"
            let command = "echo ran >> \(mark); seq 1 20000"
            let accepted = try await datacenter.submitUntilAcknowledged(command, key: key, orEnded: victim)
            let survived = if let accepted { try await datacenter.isOver(accepted, orEnded: victim) } else { false }
            if !survived { deaths += 1 }
            await victim.kill()
            let successor = try await datacenter.startBroker()
            // The same key again: an acknowledged first request is the same transaction, a lost one is made now.
            let transaction = try await datacenter.submit(command, key: key)
            if let accepted { #expect(accepted == transaction, "an acknowledged transaction is there after the crash") }
            try await datacenter.expectTruth(about: transaction, mark: mark)
            await successor.kill()
            if survived { break }
        }
        #expect(deaths > 2, "the signal never came")
        withExtendedLifetime(agents) {}
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

    private func killing(at step: Int, of calls: String, in datacenter: Datacenter) -> [String] {
        [
            "/usr/bin/strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(calls)", "-e",
            "inject=\(calls):signal=KILL:when=\(step)",
        ]
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

    /// Whether the transaction was over before `victim` ended.
    func isOver(_ transaction: String, orEnded victim: RunningProcess) async throws -> Bool {
        try await eventually("\(transaction) is over, or its victim dead", within: 60) {
            if try await self.transaction(transaction)?.finished == true { return true }
            return victim.status != nil ? false : nil
        }
    }

    /// What must be true after any crash: it ran at most once, success means that it ran with all its output, and a run that
    /// nobody saw to its end says so.
    func expectTruth(about transaction: String, mark: String) async throws {
        let counts = try await outcomes(of: transaction)
        let runs = (try? String(contentsOfFile: mark, encoding: .utf8))?.split(separator: "\n").count ?? 0
        #expect(runs <= 1)
        switch counts.keys.first {
        case "succeeded":
            #expect(runs == 1)
            let output = try await beckon(["transaction", "output", transaction, "--machine", "web-01", "--stream", "stdout"])
            #expect(output.outputText == (1...20_000).map { "\($0)\n" }.joined())
        // Its host died at the same call: of a wound while it ran, or before it could register anything.
        case "unknown", "failed": break
        case "rejected": #expect(runs == 0)
        default: Issue.record("an outcome that a crash does not explain: \(counts)")
        }
    }
}
