import ArgumentParser
import BeckonWire

/// `beckon machine approve M`.
struct MachineApprove: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Let a machine enrol whose zero certificate asks for an approval.",
        discussion: """
            Where it asked from, and with which zero certificate, is in `beckon machine show`. It gets its certificate when it asks the \
            next time. `beckon machine revoke` refuses it instead. Needs the right machines.manage.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "Its name or id.")
    var machine: String

    func run(_ session: Session) async throws {
        let view: MachineView = try await session.client.patch(
            "/v1/machines/" + MachineArgument(machine).text, MachineChangeRequest(approve: true))
        switch common.output {
        case .json: try await session.console.json(view)
        case .text:
            try await session.console.line(
                "machine \(view.name) (\(view.machine)) is approved: it gets its certificate when it asks again")
        }
    }
}
