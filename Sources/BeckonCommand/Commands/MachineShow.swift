import ArgumentParser
import BeckonWire

/// `beckon machine show M`.
struct MachineShow: ConnectedCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one machine.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "Its name or id.")
    var machine: String

    func run(_ session: Session) async throws {
        let view: MachineView = try await session.client.get("/v1/machines/" + MachineArgument(machine).text)
        switch common.output {
        case .json: try await session.console.json(view)
        case .text: try await show(view, session.console)
        }
    }

    private func show(_ view: MachineView, _ console: Console) async throws {
        let labels = view.labels.sorted { $0.key < $1.key }.map { ("label \($0.key)", $0.value) }
        let facts = view.facts.sorted { $0.key < $1.key }.map { ("fact \($0.key)", $0.value) }
        try await console.fields(
            [
                ("machine", "\(view.machine)"), ("name", view.name), ("state", view.standing),
                ("last heard", view.lastHeardAt.map { "\($0)" } ?? "never"),
                ("enrolled", "\(view.enrolledAt) with \(view.zeroCertificate)"),
                ("certificate", view.certificateExpiresAt.map { "until \($0)" } ?? "none"),
                ("executors", view.executors.map { "\($0.name) \($0.version)" }.joined(separator: ", ")),
            ] + labels + facts)
    }
}
