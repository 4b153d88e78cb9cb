import BeckonWire
import BrokerCore

extension BrokerStoreConformance {
    static let updateChecks = [
        StoreCheck("an update sees delivery and transaction, and every member that it changes is kept") { store in
            let (transaction, deliveries) = try await submitted(store)
            let full = everyMember(of: deliveries[0])
            let seen = try await store.update(transaction.id, Records.id(1)) { delivery, transaction in
                let seen = Seen(delivery: delivery, transaction: transaction)
                delivery = full
                return seen
            }
            try requireEqual(seen, Seen(delivery: deliveries[0], transaction: transaction), "what the change saw")
            try requireEqual(try await store.delivery(of: transaction.id, to: Records.id(1)), full, "what is stored")
            try requireEqual(try await store.counts(of: transaction.id), [.finished(.failed): 1], "counts")
        },
        StoreCheck("an update of what is not there answers nil and asks nobody") { store in
            let (transaction, _) = try await submitted(store)
            for (id, machine) in [(transaction.id, 9), (Records.id(999), 1)] {
                let answer: Bool? = try await store.update(id, Records.id(machine)) { _, _ in
                    throw BrokenPromise(description: "the change was asked")
                }
                try requireEqual(answer, nil, "the answer")
            }
        },
        StoreCheck("an update that throws stores nothing and passes its error on") { store in
            let (transaction, deliveries) = try await submitted(store)
            do {
                _ = try await store.update(transaction.id, Records.id(1)) { delivery, _ in
                    delivery.state = .started
                    throw Refusal(number: 7)
                }
                throw BrokenPromise(description: "the update did not throw")
            } catch let refusal as Refusal {
                try requireEqual(refusal.number, 7, "the error")
            }
            try requireEqual(try await store.delivery(of: transaction.id, to: Records.id(1)), deliveries[0], "the delivery")
            try requireEqual(try await store.events(of: transaction.id, after: 0, limit: 9), [], "events")
        },
        StoreCheck("100 updates of one delivery at once happen one after another") { store in
            let (transaction, _) = try await submitted(store)
            let numbers = try await atOnce(100) { _ in
                try await store.update(transaction.id, Records.id(1)) { delivery, _ in
                    delivery.acknowledged += 1
                    return delivery.acknowledged
                }
            }
            try requireEqual(numbers.compactMap(\.self).sorted(), Array(1...100), "what each saw")
            let stored = try await store.delivery(of: transaction.id, to: Records.id(1))
            try requireEqual(stored?.acknowledged, 100, "what is stored")
        },
        StoreCheck("of 50 fetches at once one gets the delivery, and one that throws stops no other") { store in
            let (transaction, _) = try await submitted(store)
            let winners = try await atOnce(50) { _ in
                do {
                    return try await store.update(transaction.id, Records.id(1)) { delivery, _ in
                        guard delivery.state == .queued else { throw Refusal(number: 409) }
                        delivery.state = .fetched
                        return true
                    } ?? false
                } catch is Refusal {
                    return false
                }
            }
            try requireEqual(winners.count { $0 }, 1, "winners")
        },
    ]

    static let outputChecks = [
        StoreCheck("output is appended where it ends, and read back in slices, unaltered") { store in
            let (transaction, _) = try await submitted(store)
            let octets = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
            try requireEqual(try await append(store, Array(octets[..<400]), 0), .stored(400), "the first")
            try requireEqual(try await append(store, Array(octets[400...]), 400), .stored(1000), "the second")
            try requireEqual(try await append(store, [], 1000), .stored(1000), "nothing")
            try requireEqual(try await store.output(stdout, offset: 0, limit: 2000), octets, "all of it")
            try requireEqual(try await store.output(stdout, offset: 390, limit: 20), Array(octets[390..<410]), "across the seam")
            try requireEqual(try await store.output(stdout, offset: 1000, limit: 20), [], "at the end")
            try requireEqual(try await store.output(stdout, offset: 5000, limit: 20), [], "beyond the end")
            let lengths = try await store.outputLengths(of: transaction.id, Records.id(1), attempt: 1)
            try requireEqual(lengths, [.stdout: 1000], "lengths")
        },
        StoreCheck("a resend stores nothing twice, an overlap only its end, and a gap nothing") { store in
            _ = try await submitted(store)
            try requireEqual(try await append(store, [1, 2, 3, 4], 0), .stored(4), "the first")
            try requireEqual(try await append(store, [1, 2, 3, 4], 0), .stored(4), "the same again")
            try requireEqual(try await append(store, [2, 3], 1), .stored(4), "a part of it again")
            try requireEqual(try await append(store, [3, 4, 5, 6], 2), .stored(6), "an overlap")
            try requireEqual(try await append(store, [9], 7), .gap(6), "a gap")
            try requireEqual(try await store.output(stdout, offset: 0, limit: 99), [1, 2, 3, 4, 5, 6], "what is stored")
        },
        StoreCheck("what would go over the quota is refused whole, and what was stored stays") { store in
            _ = try await submitted(store)
            try requireEqual(try await append(store, [1, 2, 3], 0, quota: 4), .stored(3), "below the quota")
            try requireEqual(try await append(store, [4, 5], 3, quota: 4), .overQuota(3), "over it")
            try requireEqual(try await append(store, [4], 3, quota: 4), .stored(4), "up to it")
            try requireEqual(try await append(store, [3, 4], 2, quota: 4), .stored(4), "a resend at it")
            try requireEqual(try await store.output(stdout, offset: 0, limit: 99), [1, 2, 3, 4], "what is stored")
        },
        StoreCheck("streams, attempts and deliveries do not meet") { store in
            let (transaction, _) = try await submitted(store, machines: 2)
            let keys = [
                stdout, OutputKey(transaction: transaction.id, machine: Records.id(1), attempt: 1, stream: .stderr),
                OutputKey(transaction: transaction.id, machine: Records.id(1), attempt: 2, stream: .stdout),
                OutputKey(transaction: transaction.id, machine: Records.id(2), attempt: 1, stream: .stdout),
            ]
            for (index, key) in keys.enumerated() {
                _ = try await store.append([UInt8(index)], to: key, offset: 0, quota: 10) { _ in }
            }
            for (index, key) in keys.enumerated() {
                try requireEqual(try await store.output(key, offset: 0, limit: 9), [UInt8(index)], "\(key)")
            }
            let lengths = try await store.outputLengths(of: transaction.id, Records.id(1), attempt: 1)
            try requireEqual(lengths, [.stdout: 1, .stderr: 1], "lengths")
        },
        StoreCheck("an append asks its check first, and stores nothing where that throws or nothing is there") { store in
            let (_, deliveries) = try await submitted(store)
            do {
                _ = try await store.append([1], to: stdout, offset: 0, quota: 10) { delivery in
                    guard delivery != deliveries[0] else { throw Refusal(number: 1) }
                }
                throw BrokenPromise(description: "the append did not throw")
            } catch is Refusal {}
            try requireEqual(try await store.output(stdout, offset: 0, limit: 9), [], "what is stored")
            let nowhere = OutputKey(transaction: Records.id(999), machine: Records.id(1), attempt: 1, stream: .stdout)
            let decision = try await store.append([1], to: nowhere, offset: 0, quota: 10) { _ in }
            try requireEqual(decision, .noSuchDelivery, "an append to nothing")
        },
        StoreCheck("20 agents' resends of the same octets at once store them once") { store in
            _ = try await submitted(store)
            let octets = (0..<256).map { UInt8($0) }
            _ = try await atOnce(20) { _ in try await append(store, octets, 0) }
            try requireEqual(try await store.output(stdout, offset: 0, limit: 999), octets, "what is stored")
        },
    ]

    static let eventChecks = [
        StoreCheck("each change is one event, numbered upwards, and no change is none") { store in
            let (transaction, _) = try await submitted(store, machines: 2)
            try await set(.fetched, store, transaction.id, Records.id(1))
            try await set(.fetched, store, transaction.id, Records.id(2))
            try await set(.fetched, store, transaction.id, Records.id(2))
            try await set(.started, store, transaction.id, Records.id(1))
            let events = try await store.events(of: transaction.id, after: 0, limit: 9)
            try requireEqual(events.map(\.delivery.machine), [Records.id(1), Records.id(2), Records.id(1)], "whose")
            try requireEqual(events.map(\.delivery.state), [.fetched, .fetched, .started], "what")
            try require(events.map(\.number) == events.map(\.number).sorted() && events[0].number > 0, "the numbers do not grow")
            try requireEqual(Set(events.map(\.number)).count, 3, "different numbers")
        },
        StoreCheck("events come in pages after a number, of one transaction alone") { store in
            let (first, _) = try await submitted(store)
            let second = Records.transaction(102)
            let delivery = Records.delivery(of: second, to: Records.machine(1))
            _ = try await store.submit(second, deliveries: [delivery], idempotency: nil, audit: Records.audit())
            for state in [DeliveryState.fetched, .started, .finished(.succeeded)] {
                for id in [first.id, second.id] { try await set(state, store, id, Records.id(1)) }
            }
            let page = try await store.events(of: second.id, after: 0, limit: 2)
            try requireEqual(page.map(\.delivery.state), [.fetched, .started], "first page")
            let rest = try await store.events(of: second.id, after: page.last?.number ?? 0, limit: 2)
            try requireEqual(rest.map(\.delivery.state), [.finished(.succeeded)], "second page")
            try requireEqual(Set((page + rest).map(\.delivery.transaction)), [second.id], "whose")
        },
        StoreCheck("an event holds the delivery as the change left it") { store in
            let (transaction, deliveries) = try await submitted(store)
            let full = everyMember(of: deliveries[0])
            _ = try await store.update(transaction.id, Records.id(1)) { delivery, _ in delivery = full }
            try await set(.finished(.succeeded), store, transaction.id, Records.id(1))
            let events = try await store.events(of: transaction.id, after: 0, limit: 9)
            try requireEqual(events.first?.delivery, full, "the first event")
        },
    ]

    private struct Refusal: Error { let number: Int }

    private struct Seen: Hashable, Sendable {
        let delivery: DeliveryRecord
        let transaction: TransactionRecord
    }

    private static let stdout = OutputKey(transaction: Records.id(101), machine: Records.id(1), attempt: 1, stream: .stdout)

    private static func append(
        _ store: any BrokerStore, _ octets: [UInt8], _ offset: Int, quota: Int = 1 << 20
    ) async throws -> AppendDecision {
        try await store.append(octets, to: stdout, offset: offset, quota: quota) { _ in }
    }

    private static func everyMember(of delivery: DeliveryRecord) -> DeliveryRecord {
        DeliveryRecord(
            transaction: delivery.transaction, machine: delivery.machine, subscriber: delivery.subscriber,
            name: delivery.name, state: .finished(.failed), attempt: 2,
            session: AgentSession(journal: "j", run: 3, seq: 4), acknowledged: 5, cancelRequested: true,
            progress: Progress(done: 6, total: 7, note: "héllo"), fetchedAt: Records.noon.adding(seconds: 1),
            startedAt: Records.noon.adding(seconds: 2), finishedAt: Records.noon.adding(seconds: 3),
            finish: Finish(
                outcome: .failed, exitCode: 8, result: ["a": [1, 2.5, nil]], message: "no",
                output: [.stdout: OutputSummary(length: 9, sha256: "ab", truncated: true)]),
            dueAt: Records.noon.adding(seconds: 10))
    }
}
