import AgentCore
import BeckonWire

/// A verdict as `policy explain` prints it.
struct ExplainedVerdict {
    let verdict: PolicyVerdict
    let at: Timestamp

    /// The answer, the question, and each rule that was looked at. What is somebody else's text is escaped.
    var text: String {
        let subject = verdict.subject
        let decided = verdict.rule.map { "rule \($0)" } ?? "default: \(verdict.effect.rawValue)"
        var lines = [
            "\(verdict.isAllowed ? "allowed" : "refused") by \(decided): \(verdict.reason)",
            "asked: executor \(subject.executor), operator \(subject.operator ?? "not named"), user \(subject.user), \(subject.time)",
        ]
        for (number, finding) in verdict.findings.enumerated() {
            let word = finding.matches ? "matches" : "does not match"
            lines.append("\(number + 1). \(finding.rule) (\(finding.effect.rawValue)) \(word): \(finding.reason)")
        }
        return lines.map(LineLogHandler.escaped).joined(separator: "\n")
    }

    var json: String {
        let subject = verdict.subject
        let line: JSONValue = [
            "allowed": .bool(verdict.isAllowed), "rule": verdict.rule.map(JSONValue.string) ?? .null,
            "reason": .string(verdict.reason), "at": .string("\(at)"), "executor": .string(subject.executor),
            "operator": subject.operator.map(JSONValue.string) ?? .null, "user": .string("\(subject.user)"),
            "time": .string("\(subject.time)"), "rules": .array(verdict.findings.map(Self.json)),
        ]
        return String(decoding: WireJSON.encode(line), as: UTF8.self)
    }

    private static func json(_ finding: PolicyFinding) -> JSONValue {
        [
            "rule": .string(finding.rule), "effect": .string(finding.effect.rawValue), "matches": .bool(finding.matches),
            "reason": .string(finding.reason),
        ]
    }
}
