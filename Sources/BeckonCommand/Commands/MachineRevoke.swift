import ArgumentParser
import BeckonWire

/// `beckon machine revoke M`.
struct MachineRevoke: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take a machine's identity away, at once and for good.",
        discussion: """
            Its connections are closed and what waits for it expires. What it runs is not stopped: nobody can tell it to any more. \
            Needs the right machines.manage.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "Its name or id.")
    var machine: String

    func run(_ session: Session) async throws {
        let view: MachineView = try await session.client.delete("/v1/machines/" + MachineArgument(machine).text)
        switch common.output {
        case .json: try await session.console.json(view)
        case .text: try await session.console.line("machine \(view.name) (\(view.machine)) is revoked")
        }
    }
}
