import BeckonWire
import NIOCore

/// Follows a transaction to its end: listens to its events, fetches output as it grows, and has both shown.
struct TransactionFollower: Sendable {
    let client: OperatorClient
    let transaction: TransactionID
    let presenter: any TransactionPresenter
    /// How long the broker may be gone without a break.
    var patience = Duration.seconds(120)
    /// Pieces of output fetched at a time.
    var workers = 8

    /// - Returns: how each delivery ended.
    func run() async throws -> [Ending] {
        let follower = Follower()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await listen(follower) }
            for _ in 0..<workers {
                group.addTask {
                    while let work = await follower.next() {
                        let offset = try await perform(work)
                        await follower.finished(work, shownUpTo: offset)
                    }
                }
            }
            do {
                // Not `waitForAll`, which would let the others go on for ever after the first has failed.
                while try await group.next() != nil {}
            } catch {
                group.cancelAll()
                await follower.stop()
                throw error
            }
        }
        if let end = await follower.end { try await presenter.ended(end) }
        return Array(await follower.endings.values)
    }

    private func perform(_ work: Following.Work) async throws -> Int {
        switch work {
        case .output(let fetch):
            return try await show(fetch)
        case .restarted(_, let name, let attempt):
            try await presenter.restarted(name: name, attempt: attempt)
        case .progress(_, let name, let progress):
            try await presenter.progressed(name: name, progress)
        case .outcome(let view):
            try await presenter.finished(view)
        }
        return 0
    }

    /// Shows what is stored of a stream now; after a broken connection it goes on at the very octet.
    private func show(_ fetch: Following.Fetch) async throws -> Int {
        var fetch = fetch
        var trial = Trial(patience: patience)
        while true {
            do {
                try await show(&fetch)
                return fetch.offset
            } catch let lost as BrokerLost {
                try await trial.wait(after: lost, transaction)
            } catch let problem as Problem where problem.isPassing {
                try await trial.wait(after: problem, transaction)
            }
        }
    }

    private func show(_ fetch: inout Following.Fetch) async throws {
        let path = "/v1/transactions/\(transaction)/deliveries/\(fetch.machine)/output/\(fetch.stream.rawValue)"
        let streamed = try await client.stream(path + "?offset=\(fetch.offset)&attempt=\(fetch.attempt)")
        for try await octets in streamed.octets {
            try await presenter.wrote(octets, fetch)
            fetch.offset += octets.count
        }
    }

    private func listen(_ follower: Follower) async throws {
        var lastEvent: String?
        var trial = Trial(patience: patience)
        while true {
            do {
                let headers = lastEvent.map { [("Last-Event-ID", $0)] } ?? []
                let streamed = try await client.stream("/v1/transactions/\(transaction)/events", headers: headers)
                trial.succeeded()
                if try await receive(streamed, follower, &lastEvent) { return }
                // It ended before the transaction did: the broker is shutting down.
                try await trial.wait(after: nil, transaction)
            } catch let lost as BrokerLost {
                try await trial.wait(after: lost, transaction)
            } catch let problem as Problem where problem.isPassing {
                try await trial.wait(after: problem, transaction)
            }
        }
    }

    /// - Returns: whether the last event has come.
    private func receive(
        _ streamed: OperatorClient.Streamed, _ follower: Follower, _ lastEvent: inout String?
    ) async throws -> Bool {
        var parser = ServerSentEventParser()
        for try await octets in streamed.octets {
            for event in try parser.events(adding: octets) {
                lastEvent = event.id ?? lastEvent
                guard let event = try TransactionEvent(event) else { continue }
                await follower.apply(event)
                if case .end = event { return true }
            }
        }
        return false
    }
}
