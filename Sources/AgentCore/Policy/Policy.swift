import BeckonWire

/// What the admin of this machine lets run on it, whatever the broker sends.
///
/// The first rule that matches decides; where none does, `standard` decides. It is read when the agent starts, and nothing that comes
/// from the broker changes it.
package struct Policy: Hashable, Sendable {
    /// Whose clock the hours of rules are read from.
    package enum Clock: String, Hashable, Sendable, CaseIterable {
        /// This machine's time zone, as /etc/localtime has it.
        case local
        case utc = "UTC"
    }

    /// Where no rule matches.
    package var standard: PolicyEffect
    package var clock: Clock
    /// In order.
    package var rules: [PolicyRule]

    package init(standard: PolicyEffect = .allow, clock: Clock = .local, rules: [PolicyRule] = []) {
        self.standard = standard
        self.clock = clock
        self.rules = rules
    }

    /// Of a machine whose admin has said nothing.
    package static let allowsEverything = Policy()

    package func verdict(on question: PolicyQuestion, in surroundings: any PolicySurroundings) -> PolicyVerdict {
        let offset = clock == .utc ? 0 : surroundings.localOffset(at: question.time)
        let subject = PolicySubject(question, time: WeekTime(question.time, offset: offset), surroundings)
        var findings: [PolicyFinding] = []
        for rule in rules {
            let finding = rule.finding(on: subject)
            findings.append(finding)
            if finding.matches { return PolicyVerdict(rule.effect, rule: rule.name, because: finding.reason, subject, findings) }
        }
        return PolicyVerdict(standard, rule: nil, because: "no rule matches", subject, findings)
    }
}
