import ArgumentParser
import BeckonWire

/// `beckon transaction show T`.
struct TransactionShow: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a transaction and what became of it on each machine.",
        discussion: "With -o json: the transaction first, then each delivery.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "Its id.")
    var transaction: TransactionID

    func run(_ session: Session) async throws {
        let console = session.console
        let view: TransactionView = try await session.client.get("/v1/transactions/\(transaction)")
        switch common.output {
        case .json: try await console.json(view)
        case .text: try await show(view, console)
        }
        let style = console.style(.stdout)
        try await session.client.items("/v1/transactions/\(transaction)/deliveries") { (delivery: DeliveryView) in
            switch common.output {
            case .json: try await console.json(delivery)
            case .text: try await console.line(OutcomeText.line(delivery, style))
            }
        }
    }

    private func show(_ view: TransactionView, _ console: Console) async throws {
        let parameters = String(decoding: WireJSON.encode(view.instruction.parameters), as: UTF8.self)
        try await console.fields([
            ("transaction", "\(view.transaction)"), ("executor", view.instruction.executor), ("parameters", parameters),
            ("submitted", "\(view.submittedAt) by \(view.submittedBy)"), ("timeout", "\(view.timeout) s"),
            ("expires", "\(view.expiresAt)"), ("interrupted", view.onInterruption.rawValue),
        ])
    }
}
