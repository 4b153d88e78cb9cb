import ArgumentParser
import BeckonWire

/// `beckon transaction cancel T`.
struct TransactionCancel: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel", abstract: "Cancel what has not finished.",
        discussion: "What runs is asked to stop; see what became of it with: beckon transaction watch.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "Its id.")
    var transaction: TransactionID

    func run(_ session: Session) async throws {
        let view: TransactionView = try await session.client.post("/v1/transactions/\(transaction)/cancel")
        switch common.output {
        case .json: try await session.console.json(view)
        case .text:
            let counts = OutcomeText.counts(view, session.console.style(.stdout))
            try await session.console.line("\(transaction): \(counts)")
        }
    }
}
