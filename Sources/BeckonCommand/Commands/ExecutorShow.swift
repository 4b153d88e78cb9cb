import ArgumentParser
import BeckonWire

/// `beckon executor show NAME`.
struct ExecutorShow: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an executor's parameters, with an example.",
        discussion: "Where machines registered different versions, each is shown.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "Its name.")
    var name: String

    func run(_ session: Session) async throws {
        for view in try await ExecutorLookup(client: session.client).named(name) {
            switch common.output {
            case .json: try await session.console.json(view)
            case .text:
                for line in ExecutorPage(view).lines { try await session.console.line(line) }
            }
        }
    }
}
