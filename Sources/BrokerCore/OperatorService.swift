package import BeckonWire

/// What the broker answers to operators.
///
/// No sockets: the operator plane verifies the credential, decodes, calls one of these and encodes. Every refusal is a
/// `Problem`; what belongs to another subscriber is `notFound`.
package protocol OperatorService: AuditService, AccessService, AuthorityService, MetricsService {
    /// The first request. `octets` is the body as it came; `idempotencyKey` and `traceparent` are headers.
    func submit(
        _ octets: [UInt8], idempotencyKey: String?, traceparent: String?, by caller: OperatorCaller
    ) async throws(Problem) -> SubmitResponse
    func transactions(
        before: TransactionID?, limit: Int, for caller: OperatorCaller
    ) async throws(Problem) -> Page<TransactionView>
    func transaction(_ id: TransactionID, for caller: OperatorCaller) async throws(Problem) -> TransactionView
    func deliveries(
        of transaction: TransactionID, after: MachineID?, limit: Int, for caller: OperatorCaller
    ) async throws(Problem) -> Page<DeliveryView>
    /// `machine` is an id or a name.
    func delivery(
        of transaction: TransactionID, to machine: String, for caller: OperatorCaller
    ) async throws(Problem) -> DeliveryView
    /// Some octets of the latest attempt (or of `attempt`) from `offset`, at most 256 KiB; empty where there are none yet.
    func output(
        of transaction: TransactionID, from machine: String, stream: OutputStream, attempt: Int?, offset: Int,
        for caller: OperatorCaller
    ) async throws(Problem) -> OutputSlice
    /// Everything after event number `after`, then what happens until every delivery is over. Ends with `.end`.
    func events(
        of transaction: TransactionID, after: Int, for caller: OperatorCaller
    ) async throws(Problem) -> any EventReader
    func cancel(_ transaction: TransactionID, by caller: OperatorCaller) async throws(Problem) -> TransactionView

    /// `where`: a query that leaves out what it does not match.
    func machines(
        where query: String?, after: MachineID?, limit: Int, for caller: OperatorCaller
    ) async throws(Problem) -> Page<MachineView>
    /// `machine` is an id or a name.
    func machine(_ machine: String, for caller: OperatorCaller) async throws(Problem) -> MachineView
    /// Labels it or lets it be identified anew.
    func change(
        _ machine: String, _ request: MachineChangeRequest, by caller: OperatorCaller
    ) async throws(Problem) -> MachineView
    /// Refuses it from now on, closes its connections and expires what waits for it.
    func revoke(_ machine: String, by caller: OperatorCaller) async throws(Problem) -> MachineView
    func createZeroCertificate(
        _ request: ZeroCertificateRequest, by caller: OperatorCaller
    ) async throws(Problem) -> ZeroCertificateResponse
    func zeroCertificates(
        after: ZeroCertificateID?, limit: Int, for caller: OperatorCaller
    ) async throws(Problem) -> Page<ZeroCertificateView>
    func revokeZeroCertificate(_ id: ZeroCertificateID, by caller: OperatorCaller) async throws(Problem) -> ZeroCertificateView
    func executors(
        after: ExecutorCursor?, limit: Int, for caller: OperatorCaller
    ) async throws(Problem) -> Page<ExecutorView>
    /// Whether the store answers.
    func isReady() async -> Bool
}

/// Some octets of a stream.
package struct OutputSlice: Hashable, Sendable {
    package let octets: [UInt8]
    package let attempt: Int
    /// Octets stored of the stream now.
    package let length: Int
    /// Whether the delivery is over, so that `length` grows no more.
    package let complete: Bool

    package init(octets: [UInt8], attempt: Int, length: Int, complete: Bool) {
        self.octets = octets
        self.attempt = attempt
        self.length = length
        self.complete = complete
    }
}

/// An event of a transaction, with the number to resume after where it is recorded.
package struct NumberedEvent: Hashable, Sendable {
    package let number: Int?
    package let event: TransactionEvent

    package init(number: Int?, event: TransactionEvent) {
        self.number = number
        self.event = event
    }
}
