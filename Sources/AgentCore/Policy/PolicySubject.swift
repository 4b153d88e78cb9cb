import BeckonWire

/// A question with what this machine knows of it: what rules are compared with.
package struct PolicySubject: Sendable {
    package let executor: String
    package let `operator`: String?
    package let user: RequestedUser
    package let time: WeekTime
    let surroundings: any PolicySurroundings

    init(_ question: PolicyQuestion, time: WeekTime, _ surroundings: any PolicySurroundings) {
        executor = question.instruction.executor
        `operator` = question.operator
        user = RequestedUser(of: question.instruction.parameters, in: surroundings)
        self.time = time
        self.surroundings = surroundings
    }
}
