import AgentTestSupport
import BeckonWire
import Testing

@testable import AgentCore

/// Which rule decides.
@Suite struct PolicyTests {
    private let noRootShell = PolicyRule(name: "no-root-shell", effect: .deny, executors: ["shell"], users: ["root"])
    private let deploys = PolicyRule(name: "deploys", effect: .allow, executors: ["shell", "file-*"], operators: ["ci-*"])

    @Test func aMachineWithoutRulesAllowsEverything() {
        let verdict = verdict(.allowsEverything, "shell", user: "root")
        #expect(verdict.isAllowed && verdict.rule == nil && verdict.refusal == nil)
    }

    @Test func theDefaultDecidesWhereNoRuleMatches() {
        #expect(verdict(Policy(rules: [noRootShell]), "shell", user: "web").isAllowed)
        let denied = verdict(Policy(standard: .deny, rules: [deploys]), "package")
        #expect(!denied.isAllowed && denied.rule == nil)
        #expect(denied.refusal == "the policy of this machine refuses it: its default (no rule matches)")
        #expect(
            denied.findings == [
                PolicyFinding(
                    rule: "deploys", effect: .allow, matches: false,
                    reason: "executor package is not one of shell, file-*, operator ada is not one of ci-*")
            ])
    }

    @Test func theFirstRuleThatMatchesDecides() {
        let policy = Policy(standard: .deny, rules: [noRootShell, deploys])
        let refused = verdict(policy, "shell", by: "ci-7", user: "root")
        #expect(refused.rule == "no-root-shell" && !refused.isAllowed)
        #expect(
            refused.refusal
                == "the policy of this machine refuses it: rule no-root-shell (executor shell, user root (uid 0))")
        #expect(refused.findings.map(\.rule) == ["no-root-shell"])

        let turned = Policy(standard: .deny, rules: [deploys, noRootShell])
        #expect(verdict(turned, "shell", by: "ci-7", user: "root").rule == "deploys")
        let allowed = verdict(policy, "shell", by: "ci-7", user: "web")
        #expect(allowed.isAllowed && allowed.rule == "deploys" && allowed.findings.map(\.matches) == [false, true])
    }

    @Test(arguments: [("ci-7", true), ("ci-", true), ("ci", false), ("CI-7", false), ("xci-7", false)])
    func operatorsAreComparedByteForByte(_ name: String, _ isAllowed: Bool) {
        #expect(verdict(Policy(standard: .deny, rules: [deploys]), "shell", by: name).isAllowed == isAllowed)
    }

    /// A broker of an earlier version names nobody.
    @Test func whoIsNotNamedIsAllowedByNoRuleAndEscapesNone() {
        #expect(!verdict(Policy(standard: .deny, rules: [deploys]), "shell", by: nil).isAllowed)
        let notMallory = PolicyRule(name: "not-mallory", effect: .deny, operators: ["mallory"])
        #expect(verdict(Policy(rules: [notMallory]), "shell", by: "ada").isAllowed)
        let refused = verdict(Policy(rules: [notMallory]), "shell", by: nil)
        #expect(refused.rule == "not-mallory" && refused.reason == "an operator whom the broker does not name")
        let anyone = PolicyRule(name: "anyone", effect: .allow, operators: ["*"])
        #expect(verdict(Policy(standard: .deny, rules: [anyone]), "shell", by: nil).isAllowed)
    }

    @Test func hoursAreOfTheClockThatThePolicyNames() {
        let office = PolicyRule(name: "office", effect: .allow, hours: ["08:00-18:00"].compactMap(TimeWindow.init))
        var surroundings = FakeSurroundings()
        surroundings.offsets = [(Timestamp(milliseconds: 0), 3600)]
        for (text, local, utc) in [
            ("2026-11-24T06:59:59.999Z", false, false), ("2026-11-24T07:00:00.000Z", true, false),
            ("2026-11-24T16:59:59.000Z", true, true), ("2026-11-24T17:00:00.000Z", false, true),
        ] {
            for (clock, expected) in [(Policy.Clock.local, local), (.utc, utc)] {
                let policy = Policy(standard: .deny, clock: clock, rules: [office])
                let verdict = policy.verdict(on: question("shell", at: text), in: surroundings)
                #expect(verdict.isAllowed == expected, "\(text) \(clock)")
            }
        }
    }

    /// Central European time: 02:00 becomes 03:00 on 2026-03-29 at 01:00 UTC, 03:00 becomes 02:00 on 2026-10-25 at 01:00 UTC.
    @Test(arguments: [
        ("2026-03-29T00:59:00.000Z", false), ("2026-03-29T01:00:00.000Z", false), ("2026-03-29T01:30:00.000Z", false),
        ("2026-10-25T00:00:00.000Z", true), ("2026-10-25T00:59:00.000Z", true), ("2026-10-25T01:00:00.000Z", true),
        ("2026-10-25T01:59:00.000Z", true), ("2026-10-25T02:00:00.000Z", false), ("2026-07-01T00:30:00.000Z", true),
        ("2026-12-01T01:30:00.000Z", true), ("2026-12-01T00:30:00.000Z", false),
    ])
    func summerTimeIsTheClocks(_ time: String, _ isWithin: Bool) throws {
        var surroundings = FakeSurroundings()
        surroundings.offsets = [
            (Timestamp(milliseconds: 0), 3600), (try #require(Timestamp("2026-03-29T01:00:00.000Z")), 7200),
            (try #require(Timestamp("2026-10-25T01:00:00.000Z")), 3600),
        ]
        let night = PolicyRule(name: "night", effect: .allow, hours: ["02:00-03:00"].compactMap(TimeWindow.init))
        let policy = Policy(standard: .deny, rules: [night])
        #expect(policy.verdict(on: question("shell", at: time), in: surroundings).isAllowed == isWithin)
    }

    @Test func everyConditionMustBeMet() {
        let rule = PolicyRule(
            name: "all", effect: .allow, executors: ["shell"], operators: ["ada"], users: ["web"],
            hours: ["Tue"].compactMap(TimeWindow.init))
        let policy = Policy(standard: .deny, rules: [rule])
        let allowed = verdict(policy, "shell", user: "web")
        #expect(allowed.isAllowed)
        #expect(allowed.reason == "executor shell, operator ada, user web (uid 1001), Tue 12:00 (UTC) within Tue")
        #expect(!verdict(policy, "file", user: "web").isAllowed)
        #expect(!verdict(policy, "shell", by: "eve", user: "web").isAllowed)
        #expect(!verdict(policy, "shell", user: "deploy").isAllowed)
        #expect(!verdict(policy, "shell", user: "web", at: "2026-11-25T12:00:00.000Z").isAllowed)
    }

    private func verdict(
        _ policy: Policy, _ executor: String, by name: String? = "ada", user: JSONValue? = nil,
        at time: String = "2026-11-24T12:00:00.000Z"
    ) -> PolicyVerdict {
        policy.verdict(on: question(executor, by: name, user: user, at: time), in: FakeSurroundings())
    }

    private func question(
        _ executor: String, by name: String? = "ada", user: JSONValue? = nil, at time: String
    ) -> PolicyQuestion {
        PolicyQuestion(
            instruction: Instruction(executor: executor, parameters: .object(user.map { ["user": $0] } ?? [:])),
            operator: name, time: Timestamp(time) ?? Timestamp(milliseconds: 0))
    }
}
