import ArgumentParser
import BeckonWire

/// `beckon machine list`.
struct MachineList: ConnectedCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List all machines.")

    @OptionGroup var common: CommonOptions

    func run(_ session: Session) async throws {
        let console = session.console
        var table = Table("NAME", "MACHINE", "STATE", "LAST HEARD", "EXECUTORS")
        try await session.client.items("/v1/machines") { (machine: MachineView) in
            guard common.output == .text else { return try await console.json(machine) }
            table.add(
                machine.name, "\(machine.machine)", machine.standing,
                machine.lastHeardAt.map { "\($0)" } ?? "never", machine.executors.map(\.name).joined(separator: ","))
        }
        if common.output == .text { try await console.table(table) }
    }
}
