import BeckonWire
import BrokerCore
import BrokerTestSupport
import TestSupport
import Testing

/// Whatever happens in whatever order, by honest, late and lying machines.
@Suite("Delivery: what holds after any events")
struct DeliveryInvariantTests {
    @Test(arguments: [Interruption.report, .rerun])
    func anyOrderOfEvents(_ onInterruption: Interruption) {
        for seed in 0..<3000 {
            var random = SeededGenerator(seed: UInt64(seed))
            var script = DeliveryScript(onInterruption: onInterruption)
            var now = 0
            for _ in 0..<30 {
                now += Int.random(in: 0...400, using: &random)
                let before = script.record
                happen(to: &script, at: now, using: &random)
                if let broken = brokenRule(before, script.record, onInterruption) {
                    Issue.record("seed \(seed): \(broken): \(before.state.rawValue) → \(script.record)")
                    return
                }
            }
        }
    }

    private func happen(to script: inout DeliveryScript, at now: Int, using random: inout SeededGenerator) {
        let session = AgentSession(
            journal: ["j1", "j1", "j1", "j2"].randomElement(using: &random) ?? "j1", run: Int.random(in: 1...2, using: &random),
            seq: Int.random(in: 1...40, using: &random))
        let given = Int.random(in: 0...9, using: &random) == 0 ? nil : session
        let before = script.record
        do throws(Problem) {
            switch Int.random(in: 0...9, using: &random) {
            case 0...2: try script.fetch(given, at: now)
            case 3...4: script.available(given, holds: Bool.random(using: &random), at: now)
            case 5: script.cancel(at: now)
            case 6: script.due(at: now, heldAt: Bool.random(using: &random) ? now - 1800 : nil)
            default: try script.report(event(using: &random), attempt: Int.random(in: 1...2, using: &random), at: now)
            }
        } catch {
            #expect(script.record == before, "a refusal changed something: \(error)")
        }
    }

    private func event(using random: inout SeededGenerator) -> ReportEvent {
        let seq = Int.random(in: 1...6, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: return DeliveryScript.started(seq)
        case 1: return DeliveryScript.progress(seq, done: seq)
        default: return DeliveryScript.finished(seq, Outcome.allCases.randomElement(using: &random) ?? .failed)
        }
    }

    /// What of the rules this change breaks, nil where it breaks none.
    private func brokenRule(_ before: DeliveryRecord, _ after: DeliveryRecord, _ onInterruption: Interruption) -> String? {
        if after.attempt > 2 || after.attempt < before.attempt { return "attempts grow to two at most" }
        if after.attempt > before.attempt, before.state != .queued || after.state != .fetched {
            return "only a fetch is an attempt"
        }
        if after.attempt == before.attempt, after.acknowledged < before.acknowledged { return "what is acknowledged stays so" }
        if (after.dueAt == nil) != (after.state.outcome != nil) { return "what is not over is due some time" }
        if let outcome = after.state.outcome, after.finish?.outcome != outcome || after.finishedAt == nil {
            return "an outcome says when and what"
        }
        switch before.state {
        case .finished(.unknown): return after.state.outcome == nil ? "unknown is replaced by an outcome alone" : nil
        case .finished: return after == before ? nil : "a seen outcome is final"
        case .started where onInterruption == .report:
            return after.state == .queued || after.state == .fetched ? "what was started is never offered again" : nil
        case .queued, .fetched, .started: return nil
        }
    }
}
