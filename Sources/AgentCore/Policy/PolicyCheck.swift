package import BeckonWire

/// The admin's policy at the place where instructions are about to run.
package struct PolicyCheck: Sendable {
    private let policy: Policy
    private let surroundings: any PolicySurroundings

    package init(_ policy: Policy = .allowsEverything, in surroundings: any PolicySurroundings = SystemSurroundings()) {
        self.policy = policy
        self.surroundings = surroundings
    }

    /// Why what was fetched is not run at this moment; nil where it may be.
    package func refusal(of order: FetchResponse, at time: Timestamp) -> String? {
        // Nothing is looked up on a machine without rules.
        guard policy != .allowsEverything else { return nil }
        let question = PolicyQuestion(instruction: order.instruction, operator: order.operator, time: time)
        return policy.verdict(on: question, in: surroundings).refusal
    }
}
