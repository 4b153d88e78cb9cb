import BeckonWire

extension OperatorDesk {
    /// What is everybody's is for the subscriber that the broker was made with, and for no other.
    func requireHome(_ caller: OperatorCaller, _ right: Right, _ what: String) throws(Problem) {
        guard let home = dispatch.settings.home, home != caller.subscriber else { return }
        throw Problem(
            .forbidden, "operator \(caller.name) of \(caller.subscriber) lacks the right \(right.rawValue) \(what)",
            hint: "the broker belongs to another subscriber", members: ["right": .string(right.rawValue)])
    }
}
