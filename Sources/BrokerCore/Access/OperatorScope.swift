package import BeckonWire

/// What an operator's rights are narrowed to. They hold for what both parts allow.
package struct OperatorScope: Hashable, Sendable {
    /// Nil for every machine. Asks for labels only: facts are a machine's own word.
    package let machines: LabelQuery?
    /// Nil for every executor.
    package let executors: Set<String>?

    package static let everything = OperatorScope(machines: nil, executors: nil)

    package init(machines: LabelQuery?, executors: Set<String>?) {
        self.machines = machines
        self.executors = executors
    }

    package func covers(labels: [String: String]) -> Bool { machines?.matches(labels: labels, facts: [:]) ?? true }
    package func covers(executor: String) -> Bool { executors?.contains(executor) ?? true }
}
