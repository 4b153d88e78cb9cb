import ArgumentParser
import BeckonWire

/// `beckon transaction list`.
struct TransactionList: ConnectedCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List transactions, the newest first.")

    @OptionGroup var common: CommonOptions

    @Option(help: "How many.")
    var limit = 20

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit is at least 1") }
    }

    func run(_ session: Session) async throws {
        let console = session.console
        var table = Table("TRANSACTION", "SUBMITTED", "BY", "EXECUTOR", "MACHINES")
        try await session.client.items("/v1/transactions", limit: limit) { (view: TransactionView) in
            guard common.output == .text else { return try await console.json(view) }
            table.add(
                "\(view.transaction)", "\(view.submittedAt)", view.submittedBy, view.instruction.executor,
                OutcomeText.counts(view, Style(isOn: false)))
        }
        if common.output == .text { try await console.table(table) }
    }
}
