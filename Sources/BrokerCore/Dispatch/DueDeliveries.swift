import BeckonWire

/// Decides what has to be decided without the machine: what expires, and what a silent machine has left open.
struct DueDeliveries: Sendable {
    let dispatch: Dispatch
    /// When this broker began to listen to its machines.
    let listeningSince: Timestamp

    /// Deliveries that are decided at once, so that the store commits them together.
    static let batch = 500

    /// Decides at most one batch. Answers whether there may be more.
    func run() async throws(Problem) -> Bool {
        let now = dispatch.now()
        let due = try await dispatch.stored { try await dispatch.store.due(at: now, limit: Self.batch) }
        try await dispatch.stored {
            try await withThrowingTaskGroup { group in
                for delivery in due { group.addTask { try await decide(delivery, at: now) } }
                try await group.waitForAll()
            }
        }
        return due.count == Self.batch
    }

    private func decide(_ delivery: DeliveryRecord, at now: Timestamp) async throws {
        let heldAt = delivery.state == .queued ? nil : try await heldAt(delivery)
        _ = try await dispatch.decide(delivery.transaction, delivery.machine) { delivery throws(Problem) in
            delivery.due(at: now, heldAt: heldAt, listeningSince: listeningSince)
        }
    }

    private func heldAt(_ delivery: DeliveryRecord) async throws -> Timestamp? {
        try await dispatch.directory.machine(delivery.machine)?.open[delivery.transaction]?.heldAt
    }
}
