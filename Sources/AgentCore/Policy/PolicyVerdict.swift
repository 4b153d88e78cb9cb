/// Whether an instruction may run, which rule says so, and why.
package struct PolicyVerdict: Sendable {
    package let effect: PolicyEffect
    /// Nil where no rule matched and the default decides.
    package let rule: String?
    package let reason: String
    package let subject: PolicySubject
    /// Of each rule that was looked at, in order: the last one is the one that decides, if any does.
    package let findings: [PolicyFinding]

    init(_ effect: PolicyEffect, rule: String?, because reason: String, _ subject: PolicySubject, _ findings: [PolicyFinding]) {
        self.effect = effect
        self.rule = rule
        self.reason = reason
        self.subject = subject
        self.findings = findings
    }

    package var isAllowed: Bool { effect == .allow }

    /// For the operator; nil where it is allowed.
    package var refusal: String? {
        guard !isAllowed else { return nil }
        let rule = rule.map { "rule \($0)" } ?? "its default"
        return "the policy of this machine refuses it: \(rule) (\(reason))"
    }
}
