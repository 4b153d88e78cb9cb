import BeckonWire
import Glibc
import UnixSignals

/// Watches a transaction to its end, or until Ctrl-C, and exits as its outcomes say.
struct TransactionWatch: Sendable {
    let session: Session
    let transaction: TransactionID
    let format: CommonOptions.Format

    /// - Throws: `ExitStatus.Requested` where an outcome is not `succeeded`.
    func run(targets: Int) async throws {
        let presenter: any TransactionPresenter =
            switch format {
            case .text: TextPresenter(console: session.console, targets: targets)
            case .json: JSONPresenter(console: session.console)
            }
        try await presenter.began(transaction, targets: targets)
        let endings = try await withThrowingTaskGroup(of: [Ending].self) { group in
            group.addTask { try await exitOnInterrupt() }
            group.addTask {
                try await TransactionFollower(client: session.client, transaction: transaction, presenter: presenter).run()
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
        let status = Ending.exitStatus(of: endings)
        if status != ExitStatus.success { throw ExitStatus.Requested(status: status) }
    }

    private func exitOnInterrupt() async throws -> [Ending] {
        for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
            try? await session.console.diagnose(
                """
                \(transaction) goes on without us
                watch it: beckon transaction watch \(transaction)
                cancel it: beckon transaction cancel \(transaction)
                """)
            // At once: whoever waits for output that is stuck would never come back.
            exit(ExitStatus.interrupted)
        }
        throw CancellationError()
    }
}
