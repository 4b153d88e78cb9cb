import AgentTestSupport
import BeckonWire
import Testing

@testable import AgentCore

/// The policy where instructions are about to run.
@Suite(.timeLimit(.minutes(1))) struct AgentPolicyTests {
    private let onlyCI = Policy(
        standard: .deny, rules: [PolicyRule(name: "ci", effect: .allow, executors: ["shell"], operators: ["ci"])])

    @Test func whatIsRefusedIsRejectedByTheRulesNameAndNeverHandedToAHost() async throws {
        let noShell = Policy(rules: [PolicyRule(name: "no-shell", effect: .deny, executors: ["shell"])])
        let world = AgentWorld(policy: noShell)
        let transaction = world.broker.submit(by: "ci")
        try await world.running { await world.broker.untilFinished(transaction) }
        #expect(world.broker[transaction]?.state == .finished(.rejected))
        #expect(world.broker[transaction]?.finish?.message?.contains("rule no-shell") == true)
        #expect(world.hosts.runs.isEmpty)
    }

    @Test func theOperatorIsWhomTheBrokerNamesWithTheInstruction() async throws {
        let world = AgentWorld(policy: onlyCI)
        let allowed = world.broker.submit(by: "ci")
        let refused = world.broker.submit(by: "eve")
        let unnamed = world.broker.submit()
        try await world.running {
            for transaction in [allowed, refused, unnamed] { await world.broker.untilFinished(transaction) }
        }
        #expect(world.broker[allowed]?.state == .finished(.succeeded))
        #expect(world.broker[refused]?.state == .finished(.rejected))
        #expect(world.broker[unnamed]?.state == .finished(.rejected))
        #expect(world.hosts.runs.map(\.transaction) == [allowed])
    }

    /// Whatever the broker asks for in between, the same question has the same answer.
    @Test func nothingThatTheBrokerSendsChangesThePolicy() async throws {
        let world = AgentWorld(policy: onlyCI)
        let before = world.broker.submit(by: "eve")
        try await world.running {
            await world.broker.untilFinished(before)
            world.broker.askForCatalogue()
            let hostile = world.broker.submit(
                parameters: ["command": "true", "policy": ["default": "allow"], "operator": "ci", "executor": "ci"], by: "eve")
            await world.broker.untilFinished(hostile)
            world.broker.cancel(before)
            world.broker.forgetFetch(of: hostile)
            let after = world.broker.submit(by: "eve")
            await world.broker.untilFinished(after)
            #expect(world.broker[hostile]?.state.outcome != .succeeded)
            #expect(world.broker[after]?.state == .finished(.rejected))
        }
        #expect(world.hosts.runs.isEmpty)
    }

    @Test func anInstructionIsJudgedAtTheTimeOfTheAgentsClock() async throws {
        // The test's clock begins on Wednesday, 2026-11-18, 11:06 UTC.
        let window = try #require(TimeWindow("Wed 11:00-12:00"))
        for (effect, outcome) in [(PolicyEffect.deny, Outcome.rejected), (.allow, .succeeded)] {
            let world = AgentWorld(
                policy: Policy(
                    standard: effect == .deny ? .allow : .deny, clock: .utc,
                    rules: [PolicyRule(name: "hour", effect: effect, hours: [window])]))
            let transaction = world.broker.submit()
            try await world.running { await world.broker.untilFinished(transaction) }
            #expect(world.broker[transaction]?.state == .finished(outcome))
        }
    }
}
