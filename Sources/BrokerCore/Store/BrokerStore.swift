package import BeckonWire

/// Where the broker keeps everything that must survive it.
///
/// Every method that changes something returns only when the change is durable: on a store that syncs, after the fsync. Methods
/// that decide and change are one atomic step each, whoever else writes. Implemented by `BrokerStoreSQLite` and by the fake in
/// the tests; `BrokerStoreConformance` is what each must pass.
///
/// Methods throw `StoreError`; a closure's own error passes through, and then nothing of that step is stored.
package protocol BrokerStore: AuditStore, MachineStore, OperatorStore, ZeroCertificateStore {
    // MARK: Subscribers

    /// Does nothing where the subscriber exists.
    func addSubscriber(_ subscriber: SubscriberRecord) async throws
    func subscribers() async throws -> [SubscriberRecord]

    // MARK: Executors

    /// Replaces the machine's catalogue. Equal catalogues are stored once.
    func setCatalogue(_ catalogue: ExecutorCatalogue, digest: String, of machine: MachineID) async throws
    func catalogue(_ digest: String) async throws -> ExecutorCatalogue?
    /// Different registrations of the subscriber's machines, in the order of cursors; `named` alone where it is given.
    func executors(
        of subscriber: String, named: Set<String>?, after: ExecutorCursor?, limit: Int
    ) async throws -> [RegisteredExecutor]

    // MARK: Transactions

    /// Stores the transaction with its deliveries in one step, or answers what an earlier request with the same key made.
    /// Records no events: only changes are events. `audit` is added to the log where it is stored.
    /// - Parameter stored: called where it is stored, when that is durable and before this returns. Must not block.
    func submit(
        _ transaction: TransactionRecord, deliveries: [DeliveryRecord], idempotency: IdempotencyKey?, audit: AuditEntry,
        stored: @escaping @Sendable () -> Void
    ) async throws -> SubmitDecision
    /// What an earlier submit with this key made: `.repeated` or `.conflict`, nil where there was none.
    func submitted(with key: IdempotencyKey) async throws -> SubmitDecision?
    func transaction(_ id: TransactionID, of subscriber: String) async throws -> TransactionRecord?
    /// Newest first, before `before`, at most `limit`; with `operator`, only those that it submitted.
    func transactions(
        of subscriber: String, by operator: String?, before: TransactionID?, limit: Int
    ) async throws -> [TransactionRecord]
    func counts(of transaction: TransactionID) async throws -> [DeliveryState: Int]
    /// How many deliveries are in which state, and the recorded changes after event `after`, in order, at most `limit`: both of one
    /// moment, so that the counts hold every change up to the last that is recorded.
    func standing(of transaction: TransactionID, after: Int, limit: Int) async throws -> TransactionStanding

    // MARK: Deliveries

    /// In order of machine id, after `after`, at most `limit`.
    func deliveries(of transaction: TransactionID, after: MachineID?, limit: Int) async throws -> [DeliveryRecord]
    func delivery(of transaction: TransactionID, to machine: MachineID) async throws -> DeliveryRecord?
    /// The oldest queued transactions of a machine, at most `limit`.
    func queued(for machine: MachineID, limit: Int) async throws -> [TransactionID]
    /// Deliveries of a machine that are fetched or started: few, at most what its agents ever held.
    func open(for machine: MachineID) async throws -> [DeliveryRecord]
    /// Deliveries whose `dueAt` has come, oldest first, at most `limit`.
    func due(at time: Timestamp, limit: Int) async throws -> [DeliveryRecord]
    /// Reads one delivery with its transaction, lets `change` decide, and stores the delivery where it changed, with one event
    /// row, in one step. Answers what `change` answered; nil where there is no such delivery.
    /// - Parameter recorded: hears of that event when it is durable and before this returns, in the order of the numbers of all events,
    ///   whoever else writes. Must not block.
    func update<Answer: Sendable>(
        _ transaction: TransactionID, _ machine: MachineID, recorded: @escaping @Sendable (DeliveryChange) -> Void,
        _ change: @escaping @Sendable (inout DeliveryRecord, TransactionRecord) throws -> Answer
    ) async throws -> Answer?

    // MARK: Output

    /// Octets stored per stream of an attempt; a stream without output is absent.
    func outputLengths(of transaction: TransactionID, _ machine: MachineID, attempt: Int) async throws -> [OutputStream: Int]
    /// Appends where `offset` is what the store has. Octets that the store has already are skipped, so that a resend does no
    /// harm; a gap stores nothing, and neither does what would make this stream longer than `quota` octets. Answers what the
    /// store has now. `check` runs first, in the same step, and may refuse by throwing.
    func append(
        _ octets: [UInt8], to key: OutputKey, offset: Int, quota: Int,
        check: @escaping @Sendable (DeliveryRecord) throws -> Void
    ) async throws -> AppendDecision
    /// At most `limit` octets from `offset`; empty at the end.
    func output(_ key: OutputKey, offset: Int, limit: Int) async throws -> [UInt8]
}
