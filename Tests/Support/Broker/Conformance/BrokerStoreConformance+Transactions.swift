import BeckonWire
import BrokerCore

extension BrokerStoreConformance {
    static let submitChecks = [
        StoreCheck("a transaction is stored with its deliveries, unaltered, for its subscriber alone") { store in
            let (transaction, deliveries) = try await submitted(store, machines: 3)
            try requireEqual(try await store.transaction(transaction.id, of: "acme"), transaction, "the transaction")
            try requireEqual(try await store.transaction(transaction.id, of: "globex"), nil, "by another subscriber")
            try requireEqual(
                try await store.deliveries(of: transaction.id, after: nil, limit: 10), deliveries, "the deliveries")
            try requireEqual(try await store.counts(of: transaction.id), [.queued: 3], "counts")
            try requireEqual(try await store.events(of: transaction.id, after: 0, limit: 10), [], "events")
        },
        StoreCheck("an idempotency key answers what it made before, and refuses another body") { store in
            let (first, _) = try await submitted(store, machines: 2, idempotency: key("k"))
            try requireEqual(
                try await store.submitted(with: key("k")), .repeated(first.id, deliveries: 2), "what the key made")
            try requireEqual(
                try await store.submitted(with: key("k", body: "other")), .conflict(first.id), "the key with another body")
            try requireEqual(try await store.submitted(with: key("new")), nil, "what a new key made")
            let again = Records.transaction(102)
            let deliveries = [Records.delivery(of: again, to: Records.machine(1))]
            try requireEqual(
                try await store.submit(again, deliveries: deliveries, idempotency: key("k"), audit: Records.audit()),
                .repeated(first.id, deliveries: 2), "the same body")
            try requireEqual(
                try await store.submit(
                    again, deliveries: deliveries, idempotency: key("k", body: "other"), audit: Records.audit()),
                .conflict(first.id), "another body")
            try requireEqual(try await store.transaction(again.id, of: "acme"), nil, "what was refused")
            try requireEqual(try await store.deliveries(of: again.id, after: nil, limit: 9), [], "its deliveries")
            try requireEqual(
                try await store.submit(
                    again, deliveries: deliveries, idempotency: key("k", of: "acme/bob"), audit: Records.audit()), .stored,
                "another operator's key of that name")
        },
        StoreCheck("50 submits with one key at once make one transaction") { store in
            try await subscribers(store)
            let machine = Records.machine(1)
            _ = try await store.enroll(machine)
            let decisions = try await atOnce(50) { number in
                let transaction = Records.transaction(100 + number)
                let delivery = Records.delivery(of: transaction, to: machine)
                return try await store.submit(transaction, deliveries: [delivery], idempotency: key("k"), audit: Records.audit())
            }
            try requireEqual(decisions.count { $0 == .stored }, 1, "stored")
            let stored = try await store.transactions(of: "acme", by: nil, before: nil, limit: 100)
            try requireEqual(stored.count, 1, "transactions")
            try requireEqual(decisions.count { $0 == .repeated(stored[0].id, deliveries: 1) }, 49, "repeated")
        },
        StoreCheck("transactions come newest first, in pages") { store in
            try await subscribers(store)
            _ = try await store.enroll(Records.machine(1))
            for number in [103, 101, 105, 102, 104] {
                let transaction = Records.transaction(number)
                let delivery = Records.delivery(of: transaction, to: Records.machine(1))
                _ = try await store.submit(transaction, deliveries: [delivery], idempotency: nil, audit: Records.audit())
            }
            let first = try await store.transactions(of: "acme", by: nil, before: nil, limit: 3)
            try requireEqual(first.map(\.id), [Records.id(105), Records.id(104), Records.id(103)], "first page")
            let second = try await store.transactions(of: "acme", by: nil, before: first.last?.id, limit: 3)
            try requireEqual(second.map(\.id), [Records.id(102), Records.id(101)], "second page")
            try requireEqual(
                try await store.transactions(of: "globex", by: nil, before: nil, limit: 3), [], "another subscriber's")
        },
    ]

    static let deliveryChecks = [
        StoreCheck("deliveries come in order of machine, in pages") { store in
            let (transaction, deliveries) = try await submitted(store, machines: 5)
            let first = try await store.deliveries(of: transaction.id, after: nil, limit: 3)
            try requireEqual(first, Array(deliveries.prefix(3)), "first page")
            let second = try await store.deliveries(of: transaction.id, after: first.last?.machine, limit: 3)
            try requireEqual(second, Array(deliveries.suffix(2)), "second page")
            try requireEqual(try await store.delivery(of: transaction.id, to: Records.id(2)), deliveries[1], "one of them")
            try requireEqual(try await store.delivery(of: transaction.id, to: Records.id(9)), nil, "one that is not there")
        },
        StoreCheck("queued transactions of a machine come oldest first") { store in
            try await subscribers(store)
            for number in 1...2 { _ = try await store.enroll(Records.machine(number)) }
            for number in [103, 101, 102, 104] {
                let transaction = Records.transaction(number)
                let target = Records.machine(number == 104 ? 2 : 1)
                let delivery = Records.delivery(of: transaction, to: target)
                _ = try await store.submit(transaction, deliveries: [delivery], idempotency: nil, audit: Records.audit())
            }
            let two = try await store.queued(for: Records.id(1), limit: 2)
            try requireEqual(two, [Records.id(101), Records.id(102)], "at most two")
            try await set(.fetched, store, Records.id(101), Records.id(1))
            let rest = try await store.queued(for: Records.id(1), limit: 9)
            try requireEqual(rest, [Records.id(102), Records.id(103)], "after one was fetched")
        },
        StoreCheck("open deliveries are those that are fetched or started") { store in
            try await subscribers(store)
            _ = try await store.enroll(Records.machine(1))
            for (number, state) in [(101, DeliveryState.fetched), (102, .started), (103, .queued), (104, .finished(.failed))] {
                let transaction = Records.transaction(number)
                let delivery = Records.delivery(of: transaction, to: Records.machine(1))
                _ = try await store.submit(transaction, deliveries: [delivery], idempotency: nil, audit: Records.audit())
                if state != .queued { try await set(state, store, transaction.id, Records.id(1)) }
            }
            let open = try await store.open(for: Records.id(1))
            try requireEqual(Set(open.map(\.transaction)), [Records.id(101), Records.id(102)], "open")
            try requireEqual(try await store.open(for: Records.id(2)), [], "of a machine without any")
        },
        StoreCheck("due deliveries come oldest first, at most as many as asked for") { store in
            let (transaction, _) = try await submitted(store, machines: 4)
            for (machine, seconds) in [(1, 30), (2, 10), (3, 20)] {
                _ = try await store.update(transaction.id, Records.id(machine)) { delivery, _ in
                    delivery.dueAt = Records.noon.adding(seconds: seconds)
                }
            }
            _ = try await store.update(transaction.id, Records.id(4)) { delivery, _ in delivery.dueAt = nil }
            try requireEqual(try await store.due(at: Records.noon.adding(seconds: 9), limit: 9), [], "before the first")
            let two = try await store.due(at: Records.noon.adding(seconds: 99), limit: 2)
            try requireEqual(two.map(\.machine), [Records.id(2), Records.id(3)], "at most two")
            let exact = try await store.due(at: Records.noon.adding(seconds: 20), limit: 9)
            try requireEqual(exact.map(\.machine), [Records.id(2), Records.id(3)], "at the very moment")
        },
    ]

    /// A transaction 101 of acme for machines 1…count, submitted.
    static func submitted(
        _ store: any BrokerStore, machines count: Int = 1, idempotency: IdempotencyKey? = nil
    ) async throws -> (TransactionRecord, [DeliveryRecord]) {
        try await subscribers(store)
        let machines = (1...count).map { Records.machine($0) }
        for machine in machines { _ = try await store.enroll(machine) }
        let transaction = Records.transaction(101)
        let deliveries = machines.map { Records.delivery(of: transaction, to: $0) }
        try requireEqual(
            try await store.submit(transaction, deliveries: deliveries, idempotency: idempotency, audit: Records.audit()),
            .stored, "submit")
        return (transaction, deliveries)
    }

    static func key(_ key: String, of credential: String = "acme/alice", body: String = "body") -> IdempotencyKey {
        IdempotencyKey(credential: credential, key: key, bodyDigest: body)
    }

    static func set(
        _ state: DeliveryState, _ store: any BrokerStore, _ transaction: TransactionID, _ machine: MachineID
    ) async throws {
        let answer: Bool? = try await store.update(transaction, machine) { delivery, _ in
            delivery.state = state
            return true
        }
        try requireEqual(answer, true, "update")
    }
}
