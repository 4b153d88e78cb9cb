import BeckonWire

/// A machine as it is typed: its name or its id. Nothing else may become part of a path.
struct MachineArgument {
    let text: String

    init(_ text: String) throws(CommandFailure) {
        guard MachineID(text) != nil || Name.isMachine(text) else {
            throw .usage("\"\(text)\" is neither the name nor the id of a machine")
        }
        self.text = text
    }
}
