import AgentTestSupport
import BeckonWire
import Testing

@testable import AgentCore

/// The agent's machine loses its power at every operation on the journal, and comes back.
@Suite(.timeLimit(.minutes(2))) struct AgentPowerCutTests {
    @Test(arguments: PowerCutFiles.Survival.allCases, [Interruption.report, .rerun])
    func eachInstructionRunsAtMostOnceAnAttemptAndEndsWithTheTruth(
        survival: PowerCutFiles.Survival, interruption: Interruption
    ) async throws {
        for operation in 0..<16 {
            let world = AgentWorld()
            let transactions = (0..<3).map { _ in world.broker.submit(interruption: interruption) }
            world.files.cutPower(at: operation, leaving: survival)
            try await world.runUntilItFails(or: transactions)
            world.files.boot()
            try await world.running {
                for transaction in transactions { await world.broker.untilFinished(transaction) }
            }
            for transaction in transactions {
                let runs = world.hosts.runs.filter { $0.transaction == transaction }
                let state = world.broker[transaction]?.state
                #expect(Set(runs.map(\.attempt)).count == runs.count, "cut at \(operation): an attempt ran twice")
                if interruption == .report { #expect(runs.count <= 1, "cut at \(operation)") }
                if state == .finished(.succeeded) { #expect(runs.isEmpty == false, "cut at \(operation)") }
                #expect(
                    [.finished(.succeeded), .finished(.unknown)].contains(state),
                    "cut at \(operation): \(String(describing: state))")
            }
        }
    }
}
