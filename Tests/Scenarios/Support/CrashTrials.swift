import Foundation
import Testing

/// Agent after agent of one machine, each killed at a later step; the next one finds what the one before has left.
struct AgentCrashTrial {
    private let datacenter: Datacenter
    private let point: CrashPoint

    /// The broker runs, and knows the machine and its executors.
    init(_ datacenter: Datacenter) async throws {
        self.datacenter = datacenter
        point = try await CrashPoint(in: datacenter.directory)
    }

    /// - Parameter steps: which steps of so many.
    func run(steps: (Int) -> [Int]) async throws -> CrashTally {
        var victim = try datacenter.startAgent("web-01", environment: point.environment)
        try await datacenter.parked("web-01")
        let (first, count) = try await datacenter.dispatch(counting: point)
        var outcomes = [first: "succeeded"]
        var tally = CrashTally()
        for step in steps(count) {
            try point.set(step)
            let (command, mark) = datacenter.marking("agent-\(step)")
            let transaction = try await datacenter.submit(command, key: "agent-\(step)")
            try await eventually("\(transaction) is over, or its victim dead", within: 60) {
                if victim.status != nil { return true }
                return try await datacenter.transaction(transaction)?.finished == true ? true : nil
            }
            tally.rounds += 1
            let isDead = try await point.hasKilled(victim, at: step)
            try point.set(0)
            if isDead {
                tally.deaths += 1
                victim = try datacenter.startAgent("web-01", environment: point.environment)
            }
            outcomes[transaction] = try await datacenter.expectTruth(about: transaction, mark: mark)
            try await datacenter.parked("web-01")
        }
        for (transaction, outcome) in outcomes { try await datacenter.outcome(of: transaction, is: outcome) }
        await victim.kill()
        return tally
    }
}

/// Broker after broker on the same store, each killed at a later step, while the agent lives: so every outcome is seen.
struct BrokerCrashTrial {
    private let datacenter: Datacenter
    private let point: CrashPoint

    /// The agent of web-01 runs, the broker does not.
    init(_ datacenter: Datacenter) async throws {
        self.datacenter = datacenter
        point = try await CrashPoint(in: datacenter.directory)
    }

    /// - Parameter steps: which steps of so many.
    func run(steps: (Int) -> [Int]) async throws -> CrashTally {
        var victim = try await datacenter.startBroker(environment: point.environment)
        try await datacenter.parked("web-01")
        let (first, count) = try await datacenter.dispatch(counting: point)
        var transactions = [first]
        var tally = CrashTally()
        for step in steps(count) {
            let (command, mark) = datacenter.marking("broker-\(step)")
            let key = "broker-\(step)"
            try point.set(step)
            let accepted = try await datacenter.submitUntilAcknowledged(command, key: key, orEnded: victim)
            if let accepted { try await datacenter.follow(accepted) }
            tally.rounds += 1
            let isDead = try await point.hasKilled(victim, at: step)
            try point.set(0)
            if isDead {
                tally.deaths += 1
                victim = try await datacenter.startBroker(environment: point.environment)
            }
            // The same key again: an acknowledged first request is the same transaction, a lost one is made now.
            let transaction = try await datacenter.submit(command, key: key)
            if let accepted { #expect(accepted == transaction, "an acknowledged transaction is there after the crash") }
            #expect(try await datacenter.expectTruth(about: transaction, mark: mark) == "succeeded")
            transactions.append(transaction)
            try await datacenter.parked("web-01")
        }
        for transaction in transactions { try await datacenter.outcome(of: transaction, is: "succeeded") }
        await victim.kill()
        return tally
    }
}

extension Datacenter {
    /// A command that leaves a mark each time it runs, and output that comes in one piece: so that each dispatch has about the same steps.
    func marking(_ name: String) -> (command: String, mark: String) {
        let mark = directory.appending(path: "mark-\(name)").path
        return ("echo ran >> \(mark); seq 1 1000", mark)
    }

    /// One instruction from its first request to its outcome, and how many steps it took.
    fileprivate func dispatch(counting point: CrashPoint) async throws -> (transaction: String, steps: Int) {
        let (command, mark) = marking("trial")
        try point.set(0)
        let transaction = try await submit(command, key: "trial")
        try await follow(transaction)
        let steps = try await point.stepsWhenQuiet()
        #expect(try await expectTruth(about: transaction, mark: mark) == "succeeded")
        return (transaction, steps)
    }

    /// Returns when the transaction's events have ended, or broken off.
    fileprivate func follow(_ transaction: String) async throws {
        _ = try await curl(["\(api)/v1/transactions/\(transaction)/events"])
    }

    /// Returns when the machine's availability is parked.
    fileprivate func parked(_ name: String) async throws {
        try await eventually("\(name) is connected", within: 60) {
            try await self.curl(["\(self.api)/v1/machines/\(name)"]).outputText.contains("\"connected\":true") ? true : nil
        }
    }
}
