import BeckonWire
import BrokerCore

/// What the fake store holds, and what each of its steps does to it.
struct FakeStoreState {
    var subscribers: [String: SubscriberRecord] = [:]
    var zeros: [ZeroCertificateID: ZeroCertificateRecord] = [:]
    var machines: [MachineID: MachineRecord] = [:]
    var catalogues: [String: ExecutorCatalogue] = [:]
    var transactions: [TransactionID: TransactionRecord] = [:]
    var deliveries: [TransactionID: [MachineID: DeliveryRecord]] = [:]
    var outputs: [OutputKey: [UInt8]] = [:]
    var events: [DeliveryEvent] = []
    var requests: [Credentialed: Submitted] = [:]
    /// By subscriber.
    var audit: [String: [AuditRecord]] = [:]
    /// By subscriber and name.
    var operators: [String: [String: OperatorRecord]] = [:]

    /// An idempotency key without its body.
    struct Credentialed: Hashable {
        let credential: String
        let key: String
    }

    struct Submitted {
        let bodyDigest: String
        let transaction: TransactionID
        let deliveries: Int
    }

    mutating func add(_ subscriber: SubscriberRecord) {
        if subscribers[subscriber.name] == nil { subscribers[subscriber.name] = subscriber }
    }

    mutating func enroll(_ machine: MachineRecord) -> EnrollmentDecision {
        let peers = machines.values.filter { $0.subscriber == machine.subscriber }
        let namesake = peers.first { $0.name == machine.name }
        let known = peers.first { $0.keyFingerprint == machine.keyFingerprint }
        if let known, known.id != namesake?.id || !known.isAwaited { return .known(known) }
        if let namesake {
            guard namesake.isAwaited else { return .nameTaken(by: namesake.id) }
            guard namesake.id == machine.id else { return .awaited(namesake.id) }
        }
        if let refused = use(machine.zeroCertificate, at: machine.enrolledAt) { return refused }
        machines[machine.id] = namesake?.replaced(by: machine) ?? machine
        return .enrolled
    }

    func machines(of subscriber: String, after: MachineID?, limit: Int) -> [MachineRecord] {
        page(machines.values.filter { $0.subscriber == subscriber }, by: \.id, after: after, limit: limit)
    }

    func executors(
        of subscriber: String, named: Set<String>?, after: ExecutorCursor?, limit: Int
    ) -> [RegisteredExecutor] {
        var digests: [ExecutorDescription: [String]] = [:]
        for machine in machines.values where machine.subscriber == subscriber {
            guard let digest = machine.catalogue, let catalogue = catalogues[digest] else { continue }
            for executor in catalogue.executors where named?.contains(executor.name) ?? true {
                digests[executor, default: []].append(digest)
            }
        }
        let registered = digests.map { executor, digests in
            RegisteredExecutor(
                cursor: ExecutorCursor(name: executor.name, version: executor.version, catalogue: digests.min() ?? ""),
                view: ExecutorView(executor: executor, machines: digests.count))
        }
        return page(registered, by: \.cursor, after: after, limit: limit)
    }

    mutating func submit(
        _ transaction: TransactionRecord, deliveries records: [DeliveryRecord], idempotency: IdempotencyKey?
    ) -> SubmitDecision {
        if let idempotency {
            if let earlier = submitted(with: idempotency) { return earlier }
            requests[Credentialed(credential: idempotency.credential, key: idempotency.key)] = Submitted(
                bodyDigest: idempotency.bodyDigest, transaction: transaction.id, deliveries: records.count)
        }
        transactions[transaction.id] = transaction
        deliveries[transaction.id] = Dictionary(records.map { ($0.machine, $0) }) { first, _ in first }
        return .stored
    }

    func submitted(with key: IdempotencyKey) -> SubmitDecision? {
        guard let earlier = requests[Credentialed(credential: key.credential, key: key.key)] else { return nil }
        return earlier.bodyDigest == key.bodyDigest
            ? .repeated(earlier.transaction, deliveries: earlier.deliveries) : .conflict(earlier.transaction)
    }

    func transactions(of subscriber: String, by operator: String?, before: TransactionID?, limit: Int) -> [TransactionRecord] {
        let older = transactions.values.filter { record in
            record.subscriber == subscriber && record.submittedBy == `operator` ?? record.submittedBy
                && before.map { record.id < $0 } ?? true
        }
        return Array(older.sorted { $0.id > $1.id }.prefix(limit))
    }

    func counts(of transaction: TransactionID) -> [DeliveryState: Int] {
        (deliveries[transaction] ?? [:]).values.reduce(into: [:]) { $0[$1.state, default: 0] += 1 }
    }

    func deliveries(of transaction: TransactionID, after: MachineID?, limit: Int) -> [DeliveryRecord] {
        page(Array((deliveries[transaction] ?? [:]).values), by: \.machine, after: after, limit: limit)
    }

    func queued(for machine: MachineID, limit: Int) -> [TransactionID] {
        let queued = deliveries.values.compactMap { $0[machine] }.filter { $0.state == .queued }
        return Array(queued.map(\.transaction).sorted().prefix(limit))
    }

    func open(for machine: MachineID) -> [DeliveryRecord] {
        deliveries.values.compactMap { $0[machine] }
            .filter { $0.state == .fetched || $0.state == .started }
            .sorted { $0.transaction < $1.transaction }
    }

    func due(at time: Timestamp, limit: Int) -> [DeliveryRecord] {
        let due = deliveries.values.flatMap(\.values).compactMap { record in
            record.dueAt.flatMap { $0 <= time ? (at: $0, record: record) : nil }
        }
        return due.sorted { ($0.at, $0.record.transaction) < ($1.at, $1.record.transaction) }.prefix(limit).map(\.record)
    }

    mutating func update<Answer>(
        _ transaction: TransactionID, _ machine: MachineID, recorded: (DeliveryChange) -> Void,
        _ change: (inout DeliveryRecord, TransactionRecord) throws -> Answer
    ) throws -> Answer? {
        guard let record = transactions[transaction], let before = deliveries[transaction]?[machine] else { return nil }
        var after = before
        let answer = try change(&after, record)
        if after != before {
            deliveries[transaction]?[machine] = after
            // The fake has no clock: an event's time is the latest that the record names.
            let times = [after.fetchedAt, after.startedAt, after.finishedAt].compactMap(\.self)
            let event = DeliveryEvent(number: events.count + 1, at: times.max() ?? record.submittedAt, delivery: after)
            events.append(event)
            recorded(DeliveryChange(event: event, before: before.state))
        }
        return answer
    }

    mutating func append(
        _ octets: [UInt8], to key: OutputKey, offset: Int, quota: Int, check: (DeliveryRecord) throws -> Void
    ) throws -> AppendDecision {
        guard let delivery = deliveries[key.transaction]?[key.machine] else { return .noSuchDelivery }
        try check(delivery)
        let length = outputs[key]?.count ?? 0
        guard offset <= length else { return .gap(length) }
        let new = octets.dropFirst(length - offset)
        guard length + new.count <= max(quota, length) else { return .overQuota(length) }
        outputs[key, default: []].append(contentsOf: new)
        return .stored(length + new.count)
    }

    func page<Element, ID: Comparable>(
        _ all: [Element], by id: (Element) -> ID, after: ID?, limit: Int
    ) -> [Element] {
        let sorted = all.sorted { id($0) < id($1) }
        return Array(sorted.drop { element in after.map { id(element) <= $0 } ?? false }.prefix(limit))
    }
}
