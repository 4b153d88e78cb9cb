import ArgumentParser
import BeckonWire

/// `beckon executor list`.
struct ExecutorList: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the executors that machines have registered.")

    @OptionGroup var common: CommonOptions

    func run(_ session: Session) async throws {
        var table = Table("EXECUTOR", "VERSION", "MACHINES", "SUMMARY")
        try await session.client.items("/v1/executors") { (view: ExecutorView) in
            switch common.output {
            case .json: try await session.console.json(view)
            case .text: table.add(view.executor.name, view.executor.version, "\(view.machines)", view.executor.summary)
            }
        }
        if common.output == .text { try await session.console.table(table) }
    }
}
