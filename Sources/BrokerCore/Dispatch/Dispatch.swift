import BeckonWire
import Logging

/// What the agents' and the operators' side of the broker share, and the one way in which deliveries change.
struct Dispatch: Sendable {
    let store: any BrokerStore
    let directory: MachineDirectory
    let operators: OperatorDirectory
    let catalogues: Catalogues
    let presence: Presence
    let feed: TransactionFeed
    let waker: any MachineWaker
    let connections: any MachineConnections
    let now: Clock
    let identifiers: IdentifierSource
    let settings: BrokerSettings
    let logger: Logger

    /// Lets the state machine of one delivery decide, and stores what it decided; nil where there is no such delivery.
    func decide<Answer: Sendable>(
        _ transaction: TransactionID, _ machine: MachineID,
        _ body: @escaping @Sendable (inout Delivery) throws(Problem) -> Answer
    ) async throws(Problem) -> Answer? {
        try await stored(touching: machine) {
            try await store.update(transaction, machine, recorded: feed.changed) { record, transaction in
                var delivery = Delivery(record, of: transaction)
                let answer = try body(&delivery)
                record = delivery.record
                // Within the store's step, so that the directory hears of changes in the order in which they happen.
                directory.note(record)
                return answer
            }
        }
    }

    /// Asks the store, and makes problems of its errors. Where a step failed that the directory was told of, it forgets the machine.
    func stored<Answer: Sendable>(
        touching machine: MachineID? = nil, _ body: () async throws -> Answer
    ) async throws(Problem) -> Answer {
        do {
            return try await body()
        } catch let problem as Problem {
            throw problem
        } catch {
            if let machine { directory.forget(machine) }
            throw problem(of: error)
        }
    }

    private func problem(of error: any Error) -> Problem {
        switch (error as? StoreError)?.code {
        case .full:
            logger.error("the store is full", metadata: ["error": "\(error)"])
            return Problem(.unavailable, "the broker has no room to store anything", retryAfter: 30)
        case .closed:
            return Problem(.unavailable, "the broker is shutting down", retryAfter: 5)
        case .newerSchema, .corrupt, .failed, nil:
            if error is CancellationError { return Problem(.unavailable, "the request was given up", retryAfter: 5) }
            logger.error("the store failed", metadata: ["error": "\(error)"])
            return Problem(.internalError, "the broker's store failed", hint: "the broker's log has the cause")
        }
    }
}
