import ArgumentParser
import BeckonWire

/// `beckon executor list`.
struct ExecutorList: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the executors that machines have registered.")

    @OptionGroup var common: CommonOptions

    func run(_ session: Session) async throws {
        let page: Page<ExecutorView> = try await session.client.get("/v1/executors")
        var table = Table("EXECUTOR", "VERSION", "MACHINES", "SUMMARY")
        for view in page.items {
            switch common.output {
            case .json: try await session.console.json(view)
            case .text: table.add(view.executor.name, view.executor.version, "\(view.machines)", view.executor.summary)
            }
        }
        if common.output == .text { try await session.console.table(table) }
    }
}
