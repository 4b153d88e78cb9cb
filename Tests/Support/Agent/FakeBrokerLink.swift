package import AgentCore
package import BeckonWire
import Synchronization

/// A broker for one machine, in memory, that keeps to the rules of the agent plane: offers, sessions, offsets and seqs.
///
/// Everything that is asked of it is recorded. A test may take the broker away, lose answers, and refuse what it likes.
package final class FakeBrokerLink: BrokerLink {
    package enum Call: Hashable, Sendable {
        case register([UInt8])
        case availability(AvailabilityRequest)
        case fetch(TransactionID, AgentSession?)
        case append(TransactionID, OutputStream, offset: Int, count: Int)
        case report(TransactionID, ReportRequest)
        case renew(RenewalRequest)
        case trust
    }

    /// What becomes of a call.
    package enum Fate: Sendable {
        case answered
        /// Done, and the answer is lost.
        case answerLost
        case refused(LinkError)
    }

    package struct Delivery: Sendable {
        package let instruction: Instruction
        package let interruption: Interruption
        package let `operator`: String?
        package var state = DeliveryState.queued
        package var attempt = 0
        package var session: AgentSession?
        package var acknowledged = 0
        package var events: [ReportEvent] = []
        package var output: [OutputStream: [UInt8]] = [:]
        package var finish: Finish?
        package var isCancelRequested = false
    }

    struct State {
        var deliveries: [TransactionID: Delivery] = [:]
        var order: [TransactionID] = []
        var calls: [Call] = []
        var parked: [(request: AvailabilityRequest, id: Int, answer: CheckedContinuation<AvailabilityResponse?, Never>)] = []
        var withdrawn: Set<Int> = []
        var nextParked = 0
        var wantsCatalogue = false
        var wants: NextStep?
        var watchers: [(condition: @Sendable (FakeBrokerLink) -> Bool, met: CheckedContinuation<Void, Never>)] = []
        var quota = Int.max
    }

    let state = Mutex(State())
    private let fate: @Sendable (Call) -> Fate
    /// Judges the credential of every request; nil where a test is not about that.
    let office: CertificateOffice?
    let clock: (any AgentClock)?

    package init(
        office: CertificateOffice? = nil, clock: (any AgentClock)? = nil,
        fate: @escaping @Sendable (Call) -> Fate = { _ in .answered }
    ) {
        self.office = office
        self.clock = clock
        self.fate = fate
    }

    package var calls: [Call] { state.withLock { $0.calls } }
    package var parkedCount: Int { state.withLock { $0.parked.count } }
    package subscript(_ transaction: TransactionID) -> Delivery? { state.withLock { $0.deliveries[transaction] } }

    // MARK: what a test does

    @discardableResult
    package func submit(
        _ command: JSONValue = "true", executor: String = "shell", parameters: JSONValue? = nil,
        interruption: Interruption = .report, by operator: String? = nil
    ) -> TransactionID {
        let transaction = TransactionID.generate(at: Timestamp(milliseconds: 1_795_000_000_000))
        state.withLock { state in
            state.order.append(transaction)
            state.deliveries[transaction] = Delivery(
                instruction: Instruction(executor: executor, parameters: parameters ?? ["command": command]),
                interruption: interruption, operator: `operator`)
        }
        wake()
        return transaction
    }

    package func cancel(_ transaction: TransactionID) {
        state.withLock { $0.deliveries[transaction]?.isCancelRequested = true }
        wake()
    }

    package func askForCatalogue() {
        state.withLock { $0.wantsCatalogue = true }
        wake()
    }

    package func limitOutput(to octets: Int) { state.withLock { $0.quota = octets } }

    /// The broker's store is set back to when the transaction had not been fetched.
    package func forgetFetch(of transaction: TransactionID) {
        state.withLock { state in
            guard let old = state.deliveries[transaction] else { return }
            state.deliveries[transaction] = Delivery(
                instruction: old.instruction, interruption: old.interruption, operator: old.operator)
        }
        wake()
    }

    /// Waits for something to become true; looks again after every call.
    package func until(_ condition: @escaping @Sendable (FakeBrokerLink) -> Bool) async {
        if condition(self) { return }
        await withCheckedContinuation { continuation in
            state.withLock { $0.watchers.append((condition, continuation)) }
            notice()
        }
    }

    package func untilFinished(_ transaction: TransactionID) async {
        await until { $0[transaction]?.state.outcome != nil }
    }

    // MARK: BrokerLink

    package func register(_ catalogue: [UInt8]) async throws(LinkError) {
        try take(.register(catalogue)) { $0.wantsCatalogue = false }
    }

    package func availability(_ request: AvailabilityRequest) async throws(LinkError) -> AvailabilityResponse {
        let found: AvailabilityResponse? = try take(.availability(request)) { state in
            Self.settle(request, &state)
            return Self.offer(for: request, &state)
        }
        if let found { return found }
        return try await park(request)
    }

    package func fetch(_ transaction: TransactionID, _ request: FetchRequest) async throws(LinkError) -> FetchResponse {
        try takeOrRefuse(.fetch(transaction, request.session)) { state in
            guard var delivery = state.deliveries[transaction] else {
                return .failure(Problem(.notFound, "\(transaction) is not a transaction of this machine"))
            }
            guard delivery.state == .queued else {
                return .failure(Problem(.alreadyFetched, "\(transaction) has been fetched"))
            }
            delivery.state = .fetched
            delivery.attempt += 1
            delivery.acknowledged = 0
            delivery.session = request.session
            delivery.output = [:]
            state.deliveries[transaction] = delivery
            return .success(
                FetchResponse(
                    transaction: transaction, attempt: delivery.attempt, instruction: delivery.instruction, timeout: 60,
                    onInterruption: delivery.interruption, traceparent: nil, operator: delivery.operator))
        }
    }

    package func append(
        _ octets: [UInt8], to stream: OutputStream, of transaction: TransactionID, attempt: Int, offset: Int
    ) async throws(LinkError) -> Int {
        try takeOrRefuse(.append(transaction, stream, offset: offset, count: octets.count)) { state in
            let length = state.deliveries[transaction]?.output[stream]?.count ?? 0
            guard offset == length else { return .success(length) }
            guard length + octets.count <= state.quota else {
                return .failure(Problem(.outputQuota, "over quota", members: ["offset": .integer(Int64(length))]))
            }
            state.deliveries[transaction]?.output[stream, default: []] += octets
            return .success(length + octets.count)
        }
    }

    package func report(_ transaction: TransactionID, _ request: ReportRequest) async throws(LinkError) -> ReportResponse {
        try takeOrRefuse(.report(transaction, request)) { state in
            guard var delivery = state.deliveries[transaction], delivery.attempt == request.attempt else {
                return .failure(Problem(.notFound, "no such attempt of \(transaction)"))
            }
            let fresh = request.events.filter { $0.seq > delivery.acknowledged }
            if let outcome = delivery.state.outcome, outcome != .unknown, !fresh.isEmpty {
                return .failure(Problem(.finished, "\(transaction) is finished"))
            }
            for event in fresh {
                if let missing = Self.record(event, &delivery) { return .failure(missing) }
                delivery.acknowledged = event.seq
            }
            state.deliveries[transaction] = delivery
            return .success(ReportResponse(acknowledged: delivery.acknowledged, cancel: delivery.isCancelRequested))
        }
    }

    // MARK: rules

    private static func record(_ event: ReportEvent, _ delivery: inout Delivery) -> Problem? {
        switch event.content {
        case .started, .progress: delivery.state = .started
        case .finished(let finish):
            for (stream, summary) in finish.output ?? [:] {
                let length = delivery.output[stream]?.count ?? 0
                guard summary.length != length else { continue }
                return Problem(
                    .outputMissing, "output is missing",
                    members: ["offsets": .object([stream.rawValue: .integer(Int64(length))])])
            }
            let runsAgain = finish.outcome == .unknown && delivery.interruption == .rerun && delivery.attempt < 2
            delivery.state = runsAgain ? .queued : .finished(finish.outcome)
            delivery.finish = finish
        }
        delivery.events.append(event)
        return nil
    }

    private static func settle(_ request: AvailabilityRequest, _ state: inout State) {
        for (transaction, delivery) in state.deliveries where delivery.state == .fetched || delivery.state == .started {
            guard let fetchedIn = delivery.session, let session = request.session else { continue }
            if session.journal != fetchedIn.journal {
                state.deliveries[transaction]?.state = .finished(.unknown)
            } else if delivery.state == .fetched, session.isLater(than: fetchedIn), !request.holding.contains(transaction) {
                state.deliveries[transaction]?.state = .queued
            }
        }
    }

    private static func offer(for request: AvailabilityRequest, _ state: inout State) -> AvailabilityResponse? {
        if state.wantsCatalogue { return AvailabilityResponse(transactions: [], next: .register) }
        let cancel = request.holding.filter {
            state.deliveries[$0]?.isCancelRequested == true && !(request.cancelling ?? []).contains($0)
        }
        let queued = state.order.filter { state.deliveries[$0]?.state == .queued && !request.holding.contains($0) }
        let offered = Array(queued.prefix(request.capacity))
        if offered.isEmpty, cancel.isEmpty { return state.wants.map { AvailabilityResponse(transactions: [], next: $0) } }
        return AvailabilityResponse(
            transactions: offered, next: offered.isEmpty ? .availability : .fetch, cancel: cancel.isEmpty ? nil : cancel)
    }

    // MARK: parking and recording

    /// The broker wants something of the credential, and answers with that until it has it.
    package func want(_ next: NextStep?) {
        state.withLock { $0.wants = next }
        wake()
    }

    private func park(_ request: AvailabilityRequest) async throws(LinkError) -> AvailabilityResponse {
        let id = state.withLock { state in
            state.nextParked += 1
            return state.nextParked
        }
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isWithdrawn = state.withLock { state in
                    if state.withdrawn.contains(id) { return true }
                    state.parked.append((request, id, continuation))
                    return false
                }
                if isWithdrawn { continuation.resume(returning: nil) } else { wake() }
            }
        } onCancel: {
            let parked = state.withLock { state in
                state.withdrawn.insert(id)
                let index = state.parked.firstIndex { $0.id == id }
                return index.map { state.parked.remove(at: $0) }
            }
            parked?.answer.resume(returning: nil)
        }
        guard let answer else { throw .unreachable("withdrawn") }
        return answer
    }

    private func wake() {
        while true {
            typealias Answered = (CheckedContinuation<AvailabilityResponse?, Never>, AvailabilityResponse)
            let answered: Answered? = state.withLock { state in
                for (index, parked) in state.parked.enumerated() {
                    guard let answer = Self.offer(for: parked.request, &state) else { continue }
                    state.parked.remove(at: index)
                    return (parked.answer, answer)
                }
                return nil
            }
            guard let (continuation, answer) = answered else { return notice() }
            continuation.resume(returning: answer)
        }
    }

    private func notice() {
        let met = state.withLock { $0.watchers }.filter { $0.condition(self) }
        guard !met.isEmpty else { return }
        let woken = state.withLock { state in
            let woken = state.watchers
            state.watchers = []
            return woken
        }
        for watcher in woken {
            if watcher.condition(self) {
                watcher.met.resume()
            } else {
                state.withLock { $0.watchers.append(watcher) }
            }
        }
        // Something may have changed while a watcher was in hand.
        notice()
    }

    func take<Value: Sendable>(_ call: Call, _ body: (inout State) -> Value) throws(LinkError) -> Value {
        try takeOrRefuse(call) { .success(body(&$0)) }
    }

    func takeOrRefuse<Value: Sendable>(
        _ call: Call, _ body: (inout State) -> Swift.Result<Value, Problem>
    ) throws(LinkError) -> Value {
        if Task.isCancelled { throw .unreachable("cancelled") }
        let fate = fate(call)
        if case .refused(let error) = fate {
            state.withLock { $0.calls.append(call) }
            notice()
            throw error
        }
        if let refusal = refusal(of: call) {
            state.withLock { $0.calls.append(call) }
            notice()
            throw refusal
        }
        let result = state.withLock { state in
            state.calls.append(call)
            return body(&state)
        }
        wake()
        if case .answerLost = fate { throw .unreachable("the answer was lost") }
        switch result {
        case .success(let value): return value
        case .failure(let problem): throw .refused(problem)
        }
    }
}
