package import BeckonWire

/// An operator whose credential was verified for this very request.
package struct OperatorCaller: Hashable, Sendable {
    package let name: String
    package let subscriber: String
    package let role: Role
    package let scope: OperatorScope
    /// From where, where it is known.
    package let address: String?

    package init(
        name: String, subscriber: String, role: Role, scope: OperatorScope = .everything, address: String? = nil
    ) {
        self.name = name
        self.subscriber = subscriber
        self.role = role
        self.scope = scope
        self.address = address
    }

    /// - Throws: `forbidden`, naming the right.
    package func require(_ right: Right) throws(Problem) {
        guard role >= right.role else {
            throw lacks(right, "is a \(role.rawValue)", hint: "it comes with the role \(right.role.rawValue)")
        }
        guard right.isNarrowable || !isNarrowed else {
            throw lacks(right, "is narrowed to some machines or executors", hint: "it needs an operator that is not narrowed")
        }
    }

    /// - Throws: `forbidden`, naming the right and the machine.
    func require(_ right: Right, on machine: String, labels: [String: String]) throws(Problem) {
        try require(right)
        guard !scope.covers(labels: labels) else { return }
        throw lacks(right, on: "on machine \(machine)", "is narrowed to \(scope.machines?.description ?? "")")
    }

    /// - Throws: `forbidden`, naming the right and the executor.
    func require(_ right: Right, executor: String) throws(Problem) {
        try require(right)
        guard !scope.covers(executor: executor) else { return }
        let executors = (scope.executors ?? []).sorted().joined(separator: ", ")
        throw lacks(right, on: "for executor \(executor)", "is narrowed to \(executors.isEmpty ? "none" : executors)")
    }

    private func lacks(_ right: Right, on subject: String? = nil, _ because: String, hint: String? = nil) -> Problem {
        let what = [right.rawValue, subject].compactMap(\.self).joined(separator: " ")
        return Problem(
            .forbidden, "operator \(name) \(because) and lacks the right \(what)", hint: hint,
            members: ["right": .string(right.rawValue)])
    }

    package var isNarrowed: Bool { scope != .everything }

    /// Who is narrowed sees its own transactions only: another one's may name machines that it does not see.
    func sees(_ transaction: TransactionRecord) -> Bool { !isNarrowed || transaction.submittedBy == name }

    /// How the audit log names it.
    package var actor: String { "operator \(name)" }
}
