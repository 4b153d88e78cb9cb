import BeckonWire

/// Takes a machine's identity away, at once and for good.
struct Revocation: Sendable {
    let dispatch: Dispatch
    let machine: MachineID

    /// Deliveries that are changed at once, so that the store commits them together.
    private static let batch = 200

    /// Asked again, it goes on with what an earlier time left undone.
    func run(because reason: String, audit entry: AuditEntry) async throws(Problem) {
        _ = try await dispatch.change(machine) { record in
            let before = record
            record.revoke(because: reason)
            return ((), record == before ? nil : entry)
        }
        dispatch.shutOut(machine)
        try await end()
    }

    private func end() async throws(Problem) {
        let now = dispatch.now()
        let open = try await dispatch.stored { try await dispatch.store.open(for: machine) }
        try await revoke(open.map(\.transaction), at: now)
        while true {
            let queued = try await dispatch.stored { try await dispatch.store.queued(for: machine, limit: Self.batch) }
            try await revoke(queued, at: now)
            guard queued.count == Self.batch else { return }
        }
    }

    private func revoke(_ transactions: [TransactionID], at now: Timestamp) async throws(Problem) {
        try await dispatch.stored {
            try await withThrowingTaskGroup { group in
                for transaction in transactions {
                    group.addTask {
                        _ = try await dispatch.decide(transaction, machine) { delivery throws(Problem) in
                            delivery.machineRevoked(at: now)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}

extension Dispatch {
    /// Whoever speaks for the machine now is told that it is refused: what is parked by being asked again, the rest by the end of its
    /// connection.
    func shutOut(_ machine: MachineID) {
        connections.expel(machine)
        presence.vanished(machine, at: now())
        waker.wake([machine])
    }
}
