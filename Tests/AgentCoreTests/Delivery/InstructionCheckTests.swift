import AgentTestSupport
import BeckonWire
import Testing

@testable import AgentCore

@Suite struct InstructionCheckTests {
    private let check = InstructionCheck(catalogue: ExecutorCatalogue(executors: [FakeExecutorHosts.shell]))

    @Test func letsPassWhatSatisfiesTheSchema() {
        #expect(check.refusal(of: Instruction(executor: "shell", parameters: ["command": "true"])) == nil)
    }

    @Test func namesThePointerOfWhatDoesNot() {
        let refusal = check.refusal(of: Instruction(executor: "shell", parameters: ["command": 5]))
        #expect(refusal?.contains("/command") == true)
    }

    @Test func refusesAnExecutorThatIsNotHere() {
        let refusal = check.refusal(of: Instruction(executor: "package", parameters: [:]))
        #expect(refusal == "this machine has no executor package")
    }
}
