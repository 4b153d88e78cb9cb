import ArgumentParser
import BeckonWire

/// `beckon transaction output T`.
struct TransactionOutput: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "output", abstract: "Print what a transaction's machines have written so far.",
        discussion: "With one machine its output passes unchanged; with more, each line begins with its machine's name.")

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("This machine's alone, by name or id.", valueName: "m"))
    var machine: String?

    @Option(help: "This stream alone: stdout or stderr.")
    var stream: OutputStream?

    @Argument(help: "Its id.")
    var transaction: TransactionID

    func run(_ session: Session) async throws {
        let deliveries = "/v1/transactions/\(transaction)/deliveries"
        if let machine {
            let delivery: DeliveryView = try await session.client.get(deliveries + "/" + (try MachineArgument(machine)).text)
            return try await print(delivery, TextPresenter(console: session.console, targets: 1), session)
        }
        let view: TransactionView = try await session.client.get("/v1/transactions/\(transaction)")
        let presenter = TextPresenter(console: session.console, targets: view.counts.values.reduce(0, +))
        try await session.client.items(deliveries) { (delivery: DeliveryView) in
            try await print(delivery, presenter, session)
        }
    }

    private func print(_ delivery: DeliveryView, _ presenter: TextPresenter, _ session: Session) async throws {
        guard delivery.attempt > 0 else { return }
        for stream in stream.map({ [$0] }) ?? OutputStream.allCases {
            var fetch = Following.Fetch(
                machine: delivery.machine, name: delivery.name, attempt: delivery.attempt, stream: stream, offset: 0)
            let path = "/v1/transactions/\(transaction)/deliveries/\(delivery.machine)/output/\(stream.rawValue)"
            let streamed = try await session.client.stream(path + "?attempt=\(delivery.attempt)")
            for try await octets in streamed.octets {
                switch common.output {
                case .text: try await presenter.wrote(octets, fetch)
                case .json: try await session.console.json(JSONPresenter.output(octets, fetch))
                }
                fetch.offset += octets.count
            }
        }
        try await presenter.endOutput(of: delivery.machine)
    }
}
