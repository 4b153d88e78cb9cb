import BeckonWire
import BrokerCore
import Synchronization

/// A core that answers as it is told, and says aloud what it is asked.
final class FakeAgentService: AgentService {
    enum Event: Hashable, Sendable {
        case renewed(MachineID)
        case enrolled(ZeroCertificateID)
        case registered(MachineID)
        case arrived(MachineID)
        case offered(MachineID)
        case fetched(TransactionID)
        case appended(TransactionID, OutputStream, attempt: Int, offset: Int, length: Int)
        case reported(TransactionID)
        case vanished(MachineID)
    }

    private struct State {
        var arrivals: [MachineID: AvailabilityResponse] = [:]
        var offers: [MachineID: AvailabilityResponse] = [:]
        var refusal: Problem?
        var refusedAtTheGate: Problem?
        var gate: [MachineAccess] = []
        var isHeld = false
        var held: [CheckedContinuation<Void, Never>] = []
        var log: [Event] = []
    }

    private let state = Mutex(State())
    /// What it is asked, in order. For one reader.
    let events: AsyncStream<Event>
    private let continuation: AsyncStream<Event>.Continuation

    init() {
        (events, continuation) = AsyncStream.makeStream()
    }

    var log: [Event] { state.withLock { $0.log } }
    /// What requests of machines were for, in order.
    var gate: [MachineAccess] { state.withLock { $0.gate } }

    /// Waits until it is asked this; everything before is passed over.
    func wait(for event: Event) async {
        for await other in events where other == event { return }
    }

    func setArrival(_ response: AvailabilityResponse, of machine: MachineID) {
        state.withLock { $0.arrivals[machine] = response }
    }
    func setOffer(_ response: AvailabilityResponse?, to machine: MachineID) { state.withLock { $0.offers[machine] = response } }
    func refuse(with problem: Problem?) { state.withLock { $0.refusal = problem } }

    /// Refuses every request of a machine before anything else is asked.
    func shutGate(with problem: Problem?) { state.withLock { $0.refusedAtTheGate = problem } }

    /// Fetches are not answered until they are let go.
    func holdFetches() { state.withLock { $0.isHeld = true } }
    func letGo() {
        let held = state.withLock { state in
            state.isHeld = false
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    private func note(_ event: Event) throws(Problem) {
        let refusal = state.withLock { state in
            state.log.append(event)
            return state.refusal
        }
        continuation.yield(event)
        if let refusal { throw refusal }
    }

    func admit(_ caller: MachineCaller, to access: MachineAccess) async throws(Problem) {
        let refusal = state.withLock { state in
            state.gate.append(access)
            return state.refusedAtTheGate
        }
        if let refusal { throw refusal }
    }

    func renew(_ request: RenewalRequest, by caller: MachineCaller) async throws(Problem) -> EnrollmentResponse {
        try note(.renewed(caller.machine))
        return EnrollmentResponse(machine: caller.machine, certificate: "c", trust: "t", renewIn: 60)
    }

    func enroll(_ request: EnrollmentRequest, by caller: ZeroCaller) async throws(Problem) -> EnrollmentVerdict {
        try note(.enrolled(caller.zeroCertificate))
        if request.name == "pending" { return .pending(retryAfter: 7) }
        return .enrolled(
            EnrollmentResponse(machine: .generate(at: Timestamp(milliseconds: 0)), certificate: "c", trust: "t", renewIn: 60))
    }

    func trust(for caller: MachineCaller) async throws(Problem) -> String { "PEM" }

    func register(_ octets: [UInt8], by caller: MachineCaller) async throws(Problem) {
        do { _ = try WireJSON.decode(ExecutorCatalogue.self, from: octets) } catch { throw Problem(error) }
        try note(.registered(caller.machine))
    }

    func arrive(_ request: AvailabilityRequest, from caller: MachineCaller) async throws(Problem) -> AvailabilityResponse? {
        try note(.arrived(caller.machine))
        return state.withLock { $0.arrivals.removeValue(forKey: caller.machine) }
    }

    func offer(
        _ transaction: TransactionID?, for request: AvailabilityRequest, from caller: MachineCaller
    ) async throws(Problem) -> AvailabilityResponse? {
        try note(.offered(caller.machine))
        return state.withLock { $0.offers[caller.machine] }
    }

    func fetch(
        _ transaction: TransactionID, _ request: FetchRequest, by caller: MachineCaller
    ) async throws(Problem) -> FetchResponse {
        try note(.fetched(transaction))
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if state.isHeld { state.held.append(continuation) }
                return !state.isHeld
            }
            if goesOn { continuation.resume() }
        }
        return FetchResponse(
            transaction: transaction, attempt: 1, instruction: Instruction(executor: "shell", parameters: ["command": "true"]),
            timeout: 60, onInterruption: .report, traceparent: nil)
    }

    func append(
        _ octets: [UInt8], to stream: OutputStream, of transaction: TransactionID, attempt: Int, offset: Int,
        by caller: MachineCaller
    ) async throws(Problem) -> OutputResponse {
        try note(.appended(transaction, stream, attempt: attempt, offset: offset, length: octets.count))
        return OutputResponse(offset: offset + octets.count)
    }

    func report(
        _ transaction: TransactionID, _ request: ReportRequest, by caller: MachineCaller
    ) async throws(Problem) -> ReportResponse {
        try note(.reported(transaction))
        return ReportResponse(acknowledged: request.events.last?.seq ?? 0, cancel: false)
    }

    func vanished(_ caller: MachineCaller) { try? note(.vanished(caller.machine)) }
}
