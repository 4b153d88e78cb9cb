package import BeckonWire
package import BrokerCore
import Synchronization

/// A store in memory: everything that `BrokerStore` promises but durability, which is only as long as the object lives.
///
/// Counts what it is asked, so that a test can hold how much a path costs, and fails when it is told to.
package final class FakeBrokerStore: BrokerStore {
    private let state = Mutex(FakeStoreState())
    private let tally = Mutex(Tally())

    /// How often the store was asked.
    package struct Tally: Hashable, Sendable {
        package var reads = 0
        package var writes = 0
        /// Thrown by every call while it is set.
        package var failure: StoreError?
    }

    private let whileReadingOpen: (@Sendable () async -> Void)?

    /// `whileReadingOpen` runs when the open deliveries of a machine have been read and not yet been answered.
    package init(whileReadingOpen: (@Sendable () async -> Void)? = nil) {
        self.whileReadingOpen = whileReadingOpen
    }

    package var reads: Int { tally.withLock { $0.reads } }
    package var writes: Int { tally.withLock { $0.writes } }

    /// Makes every call throw from now on; nil heals the store.
    package func fail(with error: StoreError?) {
        tally.withLock { $0.failure = error }
    }

    func read<Answer: Sendable>(_ body: (FakeStoreState) throws -> Answer) throws -> Answer {
        try tally.withLock { tally throws(StoreError) in
            tally.reads += 1
            if let failure = tally.failure { throw failure }
        }
        return try state.withLock { try body($0) }
    }

    func write<Answer: Sendable>(_ body: (inout FakeStoreState) throws -> Answer) throws -> Answer {
        try tally.withLock { tally throws(StoreError) in
            tally.writes += 1
            if let failure = tally.failure { throw failure }
        }
        return try state.withLock { state in
            // A step that throws leaves nothing behind.
            var copy = state
            let answer = try body(&copy)
            state = copy
            return answer
        }
    }
}

extension FakeBrokerStore {
    // MARK: Subscribers

    package func addSubscriber(_ subscriber: SubscriberRecord) async throws { try write { $0.add(subscriber) } }
    package func subscribers() async throws -> [SubscriberRecord] {
        try read { $0.subscribers.values.sorted { $0.name < $1.name } }
    }

    // MARK: Executors

    package func setCatalogue(_ catalogue: ExecutorCatalogue, digest: String, of machine: MachineID) async throws {
        try write {
            $0.catalogues[digest] = catalogue
            $0.machines[machine]?.catalogue = digest
        }
    }
    package func catalogue(_ digest: String) async throws -> ExecutorCatalogue? { try read { $0.catalogues[digest] } }
    package func executors(
        of subscriber: String, named: Set<String>?, after: ExecutorCursor?, limit: Int
    ) async throws -> [RegisteredExecutor] {
        try read { $0.executors(of: subscriber, named: named, after: after, limit: limit) }
    }

    // MARK: Transactions

    package func submit(
        _ transaction: TransactionRecord, deliveries: [DeliveryRecord], idempotency: IdempotencyKey?, audit: AuditEntry,
        stored: @escaping @Sendable () -> Void
    ) async throws -> SubmitDecision {
        let decision = try write { state in
            let decision = state.submit(transaction, deliveries: deliveries, idempotency: idempotency)
            if decision == .stored { state.append(audit) }
            return decision
        }
        if decision == .stored { stored() }
        return decision
    }
    package func submitted(with key: IdempotencyKey) async throws -> SubmitDecision? { try read { $0.submitted(with: key) } }
    package func transaction(_ id: TransactionID, of subscriber: String) async throws -> TransactionRecord? {
        try read { $0.transactions[id].flatMap { $0.subscriber == subscriber ? $0 : nil } }
    }
    package func transactions(
        of subscriber: String, by operator: String?, before: TransactionID?, limit: Int
    ) async throws -> [TransactionRecord] {
        try read { $0.transactions(of: subscriber, by: `operator`, before: before, limit: limit) }
    }
    package func counts(of transaction: TransactionID) async throws -> [DeliveryState: Int] {
        try read { $0.counts(of: transaction) }
    }

    // MARK: Deliveries

    package func deliveries(of transaction: TransactionID, after: MachineID?, limit: Int) async throws -> [DeliveryRecord] {
        try read { $0.deliveries(of: transaction, after: after, limit: limit) }
    }
    package func delivery(of transaction: TransactionID, to machine: MachineID) async throws -> DeliveryRecord? {
        try read { $0.deliveries[transaction]?[machine] }
    }
    package func queued(for machine: MachineID, limit: Int) async throws -> [TransactionID] {
        try read { $0.queued(for: machine, limit: limit) }
    }
    package func open(for machine: MachineID) async throws -> [DeliveryRecord] {
        let deliveries = try read { $0.open(for: machine) }
        await whileReadingOpen?()
        return deliveries
    }
    package func due(at time: Timestamp, limit: Int) async throws -> [DeliveryRecord] {
        try read { $0.due(at: time, limit: limit) }
    }
    package func update<Answer: Sendable>(
        _ transaction: TransactionID, _ machine: MachineID, recorded: @escaping @Sendable (DeliveryChange) -> Void,
        _ change: @escaping @Sendable (inout DeliveryRecord, TransactionRecord) throws -> Answer
    ) async throws -> Answer? {
        // Told while nobody else can write, and so in order.
        try write { try $0.update(transaction, machine, recorded: recorded, change) }
    }

    // MARK: Output

    package func outputLengths(
        of transaction: TransactionID, _ machine: MachineID, attempt: Int
    ) async throws -> [OutputStream: Int] {
        try read { state in
            OutputStream.allCases.reduce(into: [:]) { lengths, stream in
                let key = OutputKey(transaction: transaction, machine: machine, attempt: attempt, stream: stream)
                if let octets = state.outputs[key], !octets.isEmpty { lengths[stream] = octets.count }
            }
        }
    }
    package func append(
        _ octets: [UInt8], to key: OutputKey, offset: Int, quota: Int,
        check: @escaping @Sendable (DeliveryRecord) throws -> Void
    ) async throws -> AppendDecision {
        try write { try $0.append(octets, to: key, offset: offset, quota: quota, check: check) }
    }
    package func output(_ key: OutputKey, offset: Int, limit: Int) async throws -> [UInt8] {
        try read { Array(($0.outputs[key] ?? []).dropFirst(offset).prefix(limit)) }
    }

    // MARK: Events

    package func standing(of transaction: TransactionID, after: Int, limit: Int) async throws -> TransactionStanding {
        try read { state in
            let recorded = state.events.filter { $0.delivery.transaction == transaction }
            let events = Array(recorded.lazy.filter { $0.number > after }.prefix(limit))
            return TransactionStanding(
                counts: state.counts(of: transaction), events: events, last: (events.last ?? recorded.last)?.number ?? 0)
        }
    }
}
