import BeckonWire

/// What became of one host that a zero certificate file was to be brought to.
struct ZeroSent: Hashable, WireMessage {
    let host: String
    let ok: Bool
    /// Where the file is there; nil where it is not, or is not any more.
    let path: String?
    /// The machine that has enrolled there, and what it is called.
    let machine: MachineID?
    let name: String?
    /// Why not.
    let message: String?

    init(_ host: RemoteHost, failure: String) {
        self.host = host.description
        (ok, path, machine, name, message) = (false, nil, nil, nil, failure)
    }

    /// - Parameter said: what the agent printed, among whatever else.
    init(_ host: RemoteHost, path: String, isLeft: Bool, said: String) {
        struct Enrolled: WireMessage {
            let machine: MachineID
            let name: String
        }
        let enrolled = said.split(whereSeparator: \.isNewline).lazy
            .compactMap { line in try? WireJSON.decode(Enrolled.self, from: line.utf8) }.first
        self.host = host.description
        self.path = isLeft ? path : nil
        (ok, machine, name, message) = (true, enrolled?.machine, enrolled?.name, nil)
    }

    /// For people, escaped: the host has a say in it.
    var text: String {
        let parts = [path.map { "sent to \($0)" }, machine.map { "enrolled as \(name ?? "") (\($0))" }, message].compactMap(
            \.self)
        return parts.joined(separator: ", ").split(whereSeparator: \.isNewline).map { TerminalText.escaped($0) }
            .joined(separator: "\n    ")
    }
}
