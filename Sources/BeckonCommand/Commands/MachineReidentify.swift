import ArgumentParser
import BeckonWire

/// `beckon machine reidentify M`.
struct MachineReidentify: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "reidentify", abstract: "Let a machine that was copied, or set up anew, enrol again as itself.",
        discussion: """
            Every identity of the machine that is out is refused from now on. The next enrolment under its name, with a zero \
            certificate, takes over its id, its labels and its history. Needs the right machines.manage.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "Its name or id.")
    var machine: String

    func run(_ session: Session) async throws {
        let view: MachineView = try await session.client.patch(
            "/v1/machines/" + MachineArgument(machine).text, MachineChangeRequest(reidentify: true))
        switch common.output {
        case .json: try await session.console.json(view)
        case .text:
            try await session.console.line(
                "machine \(view.name) (\(view.machine)) may enrol again: beckon-agent enroll --zero FILE --name \(view.name)")
        }
    }
}
