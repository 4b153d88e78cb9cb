import AgentTestSupport
import BeckonWire
import Testing

@testable import AgentCore

/// Whom an instruction runs as, and that no other spelling of a name escapes a rule.
@Suite struct RequestedUserTests {
    @Test(
        arguments: [
            ([:], "agent (uid 900)"), (["user": nil], "agent (uid 900)"), (["user": "web"], "web (uid 1001)"),
            (["user": "0"], "root (uid 0)"), (["user": 0], "root (uid 0)"), (["user": 4711], "4711"),
            (["user": "nobody"], "nobody (no account of this machine)"), (["user": true], "of an unknown form"),
            (["user": -1], "of an unknown form"), (["user": ["root"]], "of an unknown form"),
            // The convention is the parameter at the top.
            (["options": ["user": "root"]], "agent (uid 900)"),
        ] as [(JSONValue, String)])
    func isTheParameterElseTheAgents(_ parameters: JSONValue, _ description: String) {
        #expect(RequestedUser(of: parameters, in: FakeSurroundings()).description == description)
    }

    @Test(arguments: [
        ("root", "root", true, true), ("root", "web", false, false), ("root", "0", true, true), ("0", "root", true, true),
        // Another name of the same account: denied by its rule, allowed by none.
        ("root", "toor", false, true), ("toor", "root", false, true), ("deploy", "deploy-too", false, true),
        // A pattern.
        ("*", "web", true, true), ("deploy*", "deploy-too", true, true), ("ro*", "toor", false, true),
        ("w*", "root", false, false),
        // What is no account may be anybody to the executor.
        ("root", "root ", false, true), ("root", "ROOT", false, true), ("*", "nobody", true, true), ("root", "+0", false, true),
    ])
    func inDoubtARuleDeniesAndDoesNotAllow(_ named: String, _ wanted: String, _ allows: Bool, _ denies: Bool) {
        for (effect, expected) in [(PolicyEffect.allow, allows), (.deny, denies)] {
            let rule = PolicyRule(name: "x", effect: effect, users: [NamePattern(named)])
            let policy = Policy(standard: effect == .allow ? .deny : .allow, rules: [rule])
            let question = PolicyQuestion(
                instruction: Instruction(executor: "shell", parameters: ["user": .string(wanted)]), operator: nil,
                time: Timestamp(milliseconds: 0))
            let verdict = policy.verdict(on: question, in: FakeSurroundings())
            #expect((verdict.rule != nil) == expected, "\(effect) \(named), wanted \(wanted)")
        }
    }

    @Test func theAgentsOwnUserIsDeniedToo() {
        var surroundings = FakeSurroundings()
        surroundings.ownUser = 0
        let rule = PolicyRule(name: "no-root", effect: .deny, users: ["root"])
        let question = PolicyQuestion(
            instruction: Instruction(executor: "shell", parameters: [:]), operator: nil, time: Timestamp(milliseconds: 0))
        #expect(!Policy(rules: [rule]).verdict(on: question, in: surroundings).isAllowed)
        #expect(Policy(rules: [rule]).verdict(on: question, in: FakeSurroundings()).isAllowed)
    }

    @Test func theSystemKnowsItsAccountsAndItsClock() {
        let system = SystemSurroundings()
        #expect(system.uid(ofAccount: "root") == 0)
        #expect(system.account(ofUID: 0) == "root")
        #expect(system.uid(ofAccount: "no-such-account-here") == nil)
        #expect(system.uid(ofAccount: "root\0x") == nil)
        #expect(abs(system.localOffset(at: SystemClock().now)) <= 14 * 3600)
    }
}
