import ArgumentParser

/// `beckon transaction`.
struct TransactionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transaction", abstract: "See and cancel what was sent.",
        subcommands: [
            TransactionList.self, TransactionShow.self, TransactionWatchCommand.self, TransactionOutput.self,
            TransactionCancel.self,
        ])
}
