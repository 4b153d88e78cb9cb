import BeckonWire
import BrokerCore
import Synchronization

/// A core with one transaction on two machines, that answers as it is told and remembers what it was asked.
final class FakeOperatorService: OperatorService {
    struct Submitted: Hashable, Sendable {
        let octets: [UInt8]
        let idempotencyKey: String?
        let traceparent: String?
        let caller: OperatorCaller
    }

    struct State {
        /// What every call is refused with.
        var refusal: Problem?
        var isReady = true
        var submitted: [Submitted] = []
        var callers: [OperatorCaller] = []
        /// What was stored of each machine's standard output, and of its standard error.
        var output: [UInt8] = []
        var errors: [UInt8] = []
        var isComplete = false
        /// How much of `output` is read at most; the rest has vanished.
        var readable = Int.max
        var slices = 0
        var counts: [DeliveryState: Int] = [.started: 1]
        var events: [NumberedEvent] = []
        var resumedAfter: [Int] = []
        var issue: @Sendable (ZeroCertificateRequest) -> ZeroCertificateResponse = { _ in Samples.zeroCertificateResponse }
        var listeners: [FakeEventReader] = []
        var audit: [AuditRecord] = Samples.auditRecords
        var changes: [MachineChangeRequest] = []
        var queries: [String?] = []
        var token = Samples.tokenResponse
        var certify: @Sendable (_ csr: String) -> OperatorCertificateResponse = { _ in Samples.operatorCertificateResponse }
    }

    private let state = Mutex(State())
    /// How it stands.
    var now: State { state.withLock { $0 } }
    /// Says whenever a listener is gone.
    let departures: AsyncStream<Void>
    private let departed: AsyncStream<Void>.Continuation
    /// Says whenever a listener has come.
    let arrivals: AsyncStream<Void>
    private let arrived: AsyncStream<Void>.Continuation

    init() {
        (departures, departed) = AsyncStream.makeStream()
        (arrivals, arrived) = AsyncStream.makeStream()
    }

    func set(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }

    /// Records an event and tells those who listen.
    func emit(_ event: NumberedEvent) {
        let listeners = state.withLock { state in
            if event.number != nil { state.events.append(event) }
            return state.listeners
        }
        for listener in listeners {
            listener.tell(event)
            if case .end = event.event { listener.finish() }
        }
    }

    /// Ends every stream, as a broker does that shuts down.
    func hangUp() {
        let listeners = state.withLock { state in
            defer { state.listeners = [] }
            return state.listeners
        }
        for listener in listeners { listener.finish() }
    }

    func admit(_ caller: OperatorCaller) throws(Problem) {
        let refusal = state.withLock { state in
            state.callers.append(caller)
            return state.refusal
        }
        if let refusal { throw refusal }
    }

    func submit(
        _ octets: [UInt8], idempotencyKey: String?, traceparent: String?, by caller: OperatorCaller
    ) async throws(Problem) -> SubmitResponse {
        try admit(caller)
        state.withLock {
            $0.submitted.append(
                Submitted(octets: octets, idempotencyKey: idempotencyKey, traceparent: traceparent, caller: caller))
        }
        do {
            let request = try WireJSON.decode(SubmitRequest.self, from: octets)
            return SubmitResponse(transaction: Samples.transaction, deliveries: request.targets.machines?.count ?? 0)
        } catch {
            throw Problem(error)
        }
    }

    func transactions(
        before: TransactionID?, limit: Int, for caller: OperatorCaller
    ) async throws(Problem) -> Page<TransactionView> {
        try admit(caller)
        let next = limit == 1 && before == nil ? "\(Samples.transaction)" : nil
        return Page(items: before == nil ? [Samples.transactionView()] : [], next: next)
    }

    func transaction(_ id: TransactionID, for caller: OperatorCaller) async throws(Problem) -> TransactionView {
        try admit(caller)
        guard id == Samples.transaction else { throw Problem(.notFound, "there is no transaction \(id)") }
        return Samples.transactionView(state.withLock { $0.counts })
    }

    func deliveries(
        of transaction: TransactionID, after: MachineID?, limit: Int, for caller: OperatorCaller
    ) async throws(Problem) -> Page<DeliveryView> {
        try admit(caller)
        return Page(items: [Samples.delivery(.started)], next: nil)
    }

    func delivery(
        of transaction: TransactionID, to machine: String, for caller: OperatorCaller
    ) async throws(Problem) -> DeliveryView {
        try admit(caller)
        return Samples.delivery(.started)
    }

    func output(
        of transaction: TransactionID, from machine: String, stream: OutputStream, attempt: Int?, offset: Int,
        for caller: OperatorCaller
    ) async throws(Problem) -> OutputSlice {
        try admit(caller)
        return state.withLock { state in
            state.slices += 1
            let stored = stream == .stdout ? state.output : state.errors
            let end = min(stored.count, offset + 256 * 1024, state.readable)
            let octets = offset < end ? Array(stored[offset..<end]) : []
            return OutputSlice(octets: octets, attempt: attempt ?? 1, length: stored.count, complete: state.isComplete)
        }
    }

    func events(
        of transaction: TransactionID, after: Int, for caller: OperatorCaller
    ) async throws(Problem) -> any EventReader {
        try admit(caller)
        let reader = FakeEventReader { [departed] in departed.yield() }
        state.withLock { state in
            state.resumedAfter.append(after)
            for event in state.events where event.number ?? 0 > after { reader.tell(event) }
            state.listeners.append(reader)
        }
        arrived.yield()
        return reader
    }

    func cancel(_ transaction: TransactionID, by caller: OperatorCaller) async throws(Problem) -> TransactionView {
        try await self.transaction(transaction, for: caller)
    }

    func machines(
        where query: String?, after: MachineID?, limit: Int, for caller: OperatorCaller
    ) async throws(Problem) -> Page<MachineView> {
        try admit(caller)
        state.withLock { $0.queries.append(query) }
        return Page(items: [Samples.machineView], next: nil)
    }

    func machine(_ machine: String, for caller: OperatorCaller) async throws(Problem) -> MachineView {
        try admit(caller)
        return Samples.machineView
    }

    func change(
        _ machine: String, _ request: MachineChangeRequest, by caller: OperatorCaller
    ) async throws(Problem) -> MachineView {
        try admit(caller)
        state.withLock { $0.changes.append(request) }
        return Samples.machineView
    }

    func revoke(_ machine: String, by caller: OperatorCaller) async throws(Problem) -> MachineView {
        try admit(caller)
        return Samples.machineView
    }

    func createZeroCertificate(
        _ request: ZeroCertificateRequest, by caller: OperatorCaller
    ) async throws(Problem) -> ZeroCertificateResponse {
        try admit(caller)
        return state.withLock { $0.issue }(request)
    }

    func zeroCertificates(
        after: ZeroCertificateID?, limit: Int, for caller: OperatorCaller
    ) async throws(Problem) -> Page<ZeroCertificateView> {
        try admit(caller)
        return Page(items: [Samples.zeroCertificateView], next: nil)
    }

    func revokeZeroCertificate(
        _ id: ZeroCertificateID, by caller: OperatorCaller
    ) async throws(Problem) -> ZeroCertificateView {
        try admit(caller)
        guard id == Samples.zeroCertificate else { throw Problem(.notFound, "there is no zero certificate \(id)") }
        return Samples.zeroCertificateView
    }

    func executors(
        after: ExecutorCursor?, limit: Int, for caller: OperatorCaller
    ) async throws(Problem) -> Page<ExecutorView> {
        try admit(caller)
        guard after == Samples.executorCursor else {
            return Page(items: [Samples.executorView], next: Samples.executorCursor.description)
        }
        return Page(items: [Samples.otherExecutorView], next: nil)
    }

    func isReady() async -> Bool { state.withLock { $0.isReady } }
}
