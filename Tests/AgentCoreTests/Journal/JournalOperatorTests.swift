import AgentTestSupport
import BeckonWire
import Testing

@testable import AgentCore

/// Who submitted what was fetched.
@Suite struct JournalOperatorTests {
    @Test func theRecordOfAFetchKeepsTheOperator() {
        let fetched = FetchResponse(
            transaction: .generate(at: .start), attempt: 1, instruction: Instruction(executor: "shell", parameters: [:]),
            timeout: 60, onInterruption: .report, traceparent: nil, operator: "ci")
        #expect(JournalRecord(octets: JournalRecord.fetched(order: fetched).octets) == .fetched(order: fetched))
    }

    /// As 0.1.0 wrote it.
    @Test func aRecordWithoutOneIsRead() throws {
        let octets = """
            {"fetched":{"order":{"attempt":1,"instruction":{"executor":"shell","parameters":{"command":"true"}},\
            "onInterruption":"report","timeout":60,"transaction":"t-01m858w772ez6vzcje45tfgmbb"}}}
            """
        guard case .fetched(let order) = try #require(JournalRecord(octets: octets.utf8)) else {
            Issue.record("it is another record")
            return
        }
        #expect(order.operator == nil && order.instruction.executor == "shell" && order.attempt == 1)
    }
}
