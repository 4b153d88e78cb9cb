/// One rule: it matches where every condition that it has is met, and then allows or denies.
package struct PolicyRule: Hashable, Sendable {
    /// Told to the operator whose instruction it refuses.
    package var name: String
    package var effect: PolicyEffect
    /// Nil for any; so with the others.
    package var executors: [NamePattern]?
    package var operators: [NamePattern]?
    /// Accounts of this machine, by name or number.
    package var users: [NamePattern]?
    package var hours: [TimeWindow]?

    package init(
        name: String, effect: PolicyEffect, executors: [NamePattern]? = nil, operators: [NamePattern]? = nil,
        users: [NamePattern]? = nil, hours: [TimeWindow]? = nil
    ) {
        self.name = name
        self.effect = effect
        self.executors = executors
        self.operators = operators
        self.users = users
        self.hours = hours
    }

    func finding(on subject: PolicySubject) -> PolicyFinding {
        let conditions = conditions(on: subject)
        let failed = conditions.filter { !$0.match.suffices(for: effect) }
        return PolicyFinding(
            rule: name, effect: effect, matches: failed.isEmpty,
            reason: (failed.isEmpty ? conditions : failed).map(\.reason).joined(separator: ", "))
    }

    private typealias Condition = (match: PolicyMatch, reason: String)

    private func conditions(on subject: PolicySubject) -> [Condition] {
        [
            executors.map { executor($0, subject.executor) }, operators.map { `operator`($0, subject.operator) },
            users.map { user($0, subject) }, hours.map { time($0, subject.time) },
        ].compactMap(\.self)
    }

    private func executor(_ patterns: [NamePattern], _ name: String) -> Condition {
        let isOne = patterns.contains { $0.matches(name) }
        return (isOne ? .yes : .no, "executor \(name)" + (isOne ? "" : " is not one of \(Self.list(patterns))"))
    }

    private func `operator`(_ patterns: [NamePattern], _ name: String?) -> Condition {
        guard let name else {
            let isAnyone = patterns.contains(where: \.matchesEverything)
            return (isAnyone ? .yes : .maybe, "an operator whom the broker does not name")
        }
        let isOne = patterns.contains { $0.matches(name) }
        return (isOne ? .yes : .no, "operator \(name)" + (isOne ? "" : " is not one of \(Self.list(patterns))"))
    }

    private func user(_ patterns: [NamePattern], _ subject: PolicySubject) -> Condition {
        let match = patterns.map { subject.user.match($0, in: subject.surroundings) }.max() ?? .no
        let known = "user \(subject.user)"
        return switch match {
        case .yes: (.yes, known)
        case .maybe: (.maybe, "\(known) may be one of \(Self.list(patterns))")
        case .no: (.no, "\(known) is not one of \(Self.list(patterns))")
        }
    }

    private func time(_ windows: [TimeWindow], _ time: WeekTime) -> Condition {
        let isWithin = windows.contains { $0.contains(time) }
        let list = windows.map(\.description).joined(separator: "; ")
        return (isWithin ? .yes : .no, isWithin ? "\(time) within \(list)" : "\(time) is not within \(list)")
    }

    private static func list(_ patterns: [NamePattern]) -> String { patterns.map(\.text).joined(separator: ", ") }
}
