import BeckonWire

/// Why a machine is refused as a whole, whatever it asks for.
enum MachineRefusal {
    /// Nil for a machine that is served.
    static func problem(
        of machine: MachineID, named name: String, state: MachineState, reason: String?, isAwaited: Bool
    ) -> Problem? {
        let subject = "machine \(name) (\(machine))"
        let because = reason.map { ": \($0)" } ?? ""
        switch state {
        case .active: return nil
        case .pending:
            return Problem(
                .forbidden, "\(subject) awaits approval", hint: "an admin approves it with: beckon machine approve \(name)")
        case .quarantined:
            return Problem(
                .quarantined, "\(subject) is quarantined\(because)",
                hint: "once the copy is gone: beckon machine reidentify \(name), then enrol again")
        case .revoked:
            return Problem(
                .revoked, "\(subject) is revoked\(because)",
                hint: isAwaited
                    ? "enrol again: beckon-agent enroll --zero FILE --name \(name)"
                    : "to take it back: beckon machine reidentify \(name), then enrol again")
        }
    }
}

extension MachineRecord {
    var refusal: Problem? {
        MachineRefusal.problem(of: id, named: name, state: state, reason: stateReason, isAwaited: isAwaited)
    }
}
