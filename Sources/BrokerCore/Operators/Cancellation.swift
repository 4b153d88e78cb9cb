import BeckonWire

/// Cancels every delivery of a transaction that is not over.
struct Cancellation: Sendable {
    let dispatch: Dispatch
    let transaction: TransactionID

    /// Deliveries that are changed at once, so that the store commits them together.
    private static let batch = 200

    func run() async throws(Problem) {
        let now = dispatch.now()
        var after: MachineID?
        repeat {
            let from = after
            let page = try await dispatch.stored {
                try await dispatch.store.deliveries(of: transaction, after: from, limit: Self.batch)
            }
            let concerned = page.filter { $0.state.outcome == nil && !$0.cancelRequested }.map(\.machine)
            try await cancel(concerned, at: now)
            dispatch.waker.wake(concerned)
            after = page.count < Self.batch ? nil : page.last?.machine
        } while after != nil
    }

    private func cancel(_ machines: [MachineID], at now: Timestamp) async throws(Problem) {
        try await dispatch.stored {
            try await withThrowingTaskGroup { group in
                for machine in machines {
                    group.addTask {
                        _ = try await dispatch.decide(transaction, machine) { delivery throws(Problem) in
                            delivery.cancel(at: now)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
