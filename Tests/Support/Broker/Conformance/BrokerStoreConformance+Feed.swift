import BeckonWire
import BrokerCore
import Synchronization

extension BrokerStoreConformance {
    static let feedChecks = [
        StoreCheck("of 50 changes at once each is told before its update returns, in the order of the events") { store in
            let (transaction, _) = try await submitted(store, machines: 50)
            let told = Told()
            _ = try await atOnce(50) { number in
                do {
                    _ = try await store.update(transaction.id, Records.id(number), recorded: told.add) { delivery, _ in
                        guard number != 7 else { throw Refusal() }
                        delivery.state = .fetched
                    }
                } catch is Refusal { return }
                try require(told.changes.contains { $0.event.delivery.machine == Records.id(number) }, "told too late")
            }
            let standing = try await store.standing(of: transaction.id, after: 0, limit: 99)
            try requireEqual(told.changes.map(\.event), standing.events, "what was told")
            try requireEqual(Set(told.changes.map(\.before)), [.queued], "the states before")
            try requireEqual(standing.counts, [.fetched: 49, .queued: 1], "counts")
        },
        StoreCheck("what changes nothing is told to nobody") { store in
            let (transaction, _) = try await submitted(store)
            let told = Told()
            _ = try await store.update(transaction.id, Records.id(1), recorded: told.add) { _, _ in }
            try requireEqual(told.changes, [], "what was told")
        },
        StoreCheck("a standing names the last event, whether it holds any or none") { store in
            let (transaction, _) = try await submitted(store, machines: 2)
            let empty = try await store.standing(of: transaction.id, after: 0, limit: 9)
            try requireEqual(empty, TransactionStanding(counts: [.queued: 2], events: [], last: 0), "the first standing")
            for machine in 1...2 {
                _ = try await store.update(transaction.id, Records.id(machine)) { delivery, _ in delivery.state = .fetched }
            }
            let page = try await store.standing(of: transaction.id, after: 0, limit: 1)
            try requireEqual(page.events.map(\.number), [page.last], "the first page")
            let rest = try await store.standing(of: transaction.id, after: page.last, limit: 9)
            try requireEqual(rest.events.map(\.number), [rest.last], "the second page")
            let none = try await store.standing(of: transaction.id, after: rest.last + 5, limit: 9)
            try requireEqual(none, TransactionStanding(counts: [.fetched: 2], events: [], last: rest.last), "after the last")
        },
        StoreCheck("what was rejected with the request is no event") { store in
            try await subscribers(store)
            _ = try await store.enroll(Records.machine(1))
            let transaction = Records.transaction(101)
            var delivery = Records.delivery(of: transaction, to: Records.machine(1))
            delivery.state = .finished(.rejected)
            _ = try await store.submit(transaction, deliveries: [delivery], idempotency: nil, audit: Records.audit())
            let standing = try await store.standing(of: transaction.id, after: 0, limit: 9)
            try requireEqual(
                standing, TransactionStanding(counts: [.finished(.rejected): 1], events: [], last: 0), "the standing")
        },
    ]

    private struct Refusal: Error {}

    private final class Told: Sendable {
        private let state = Mutex<[DeliveryChange]>([])

        var changes: [DeliveryChange] { state.withLock { $0 } }

        func add(_ change: DeliveryChange) { state.withLock { $0.append(change) } }
    }
}
