import ArgumentParser
import BeckonWire

/// `beckon transaction watch T`.
struct TransactionWatchCommand: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Show a transaction's output from the beginning, and as it comes.",
        discussion: ExitStatus.help)

    @OptionGroup var common: CommonOptions

    @Argument(help: "Its id.")
    var transaction: TransactionID

    func run(_ session: Session) async throws {
        let view: TransactionView = try await session.client.get("/v1/transactions/\(transaction)")
        let watch = TransactionWatch(session: session, transaction: transaction, format: common.output)
        try await watch.run(targets: view.counts.values.reduce(0, +))
    }
}
