package import BeckonWire

/// What a policy is asked: may this run, for this operator, now?
package struct PolicyQuestion: Hashable, Sendable {
    package let instruction: Instruction
    /// Nil where the broker did not say (one of an earlier version).
    package let `operator`: String?
    package let time: Timestamp

    package init(instruction: Instruction, operator: String?, time: Timestamp) {
        self.instruction = instruction
        self.operator = `operator`
        self.time = time
    }
}
