import BeckonWire
import Testing

@testable import AgentCore

@Suite struct FinishTests {
    @Test func whatAPluginSaysTooMuchIsCutToFitInAReport() throws {
        let text = String(repeating: "é", count: 5000)
        let finish = Finish(
            RunResult(outcome: .failed, exitCode: .max, result: .string(String(repeating: "x", count: 1 << 20)), message: text))
        try finish.validate()
        #expect(finish.result == nil && finish.exitCode == nil)
        #expect(finish.message?.utf8.count == 4096)
        #expect(WireJSON.encode(finish).count < WireJSON.maximumBody)
    }
}
