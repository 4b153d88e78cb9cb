import ArgumentParser
import BeckonWire

/// `beckon machine list`.
struct MachineList: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List machines, all or those that a query means.",
        discussion: "With --where it shows what `beckon run --where` would hit.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var selection: WhereOption

    func run(_ session: Session) async throws {
        let console = session.console
        var table = Table("NAME", "MACHINE", "STATE", "LAST HEARD", "LABELS", "EXECUTORS")
        try await session.client.items("/v1/machines", query: selection.query.map { [("where", $0)] } ?? []) {
            (machine: MachineView) in
            guard common.output == .text else { return try await console.json(machine) }
            table.add(
                machine.name, "\(machine.machine)", machine.standing,
                machine.lastHeardAt.map { "\($0)" } ?? "never",
                machine.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ","),
                machine.executors.map(\.name).joined(separator: ","))
        }
        if common.output == .text { try await console.table(table) }
    }
}
