package import BeckonWire

/// What the broker answers to machines: enrolment, the second and third requests, output and reports.
///
/// No sockets: the agent plane verifies the certificate, decodes the body, calls one of these and encodes the answer.
/// Every refusal is a `Problem`.
package protocol AgentService: Sendable {
    /// Judges a request of a machine by its certificate and its standing: to be asked first of all for every one of them.
    func admit(_ caller: MachineCaller, to access: MachineAccess) async throws(Problem)

    func enroll(_ request: EnrollmentRequest, by caller: ZeroCaller) async throws(Problem) -> EnrollmentVerdict

    func renew(_ request: RenewalRequest, by caller: MachineCaller) async throws(Problem) -> EnrollmentResponse

    /// `octets` is the body as it came, whose digest the agent will report.
    func register(_ octets: [UInt8], by caller: MachineCaller) async throws(Problem)

    /// PEM bundle of the broker's authorities: whom the machine is to trust.
    func trust(for caller: MachineCaller) async throws(Problem) -> String

    /// The second request arrives: applies the session rules once, and answers what can be answered at once. Nil means that
    /// there is nothing to say yet: the request is to be parked, and `offer` asked when the machine is woken.
    func arrive(_ request: AvailabilityRequest, from caller: MachineCaller) async throws(Problem) -> AvailabilityResponse?

    /// What a parked request can be answered with now; nil where there is nothing yet.
    /// - Parameter transaction: queued for the machine since there was nothing, and all that was; nil where that is not known.
    func offer(
        _ transaction: TransactionID?, for request: AvailabilityRequest, from caller: MachineCaller
    ) async throws(Problem) -> AvailabilityResponse?

    func fetch(
        _ transaction: TransactionID, _ request: FetchRequest, by caller: MachineCaller
    ) async throws(Problem) -> FetchResponse

    func append(
        _ octets: [UInt8], to stream: OutputStream, of transaction: TransactionID, attempt: Int, offset: Int,
        by caller: MachineCaller
    ) async throws(Problem) -> OutputResponse

    func report(
        _ transaction: TransactionID, _ request: ReportRequest, by caller: MachineCaller
    ) async throws(Problem) -> ReportResponse

    /// The connection of the parked request is gone.
    func vanished(_ caller: MachineCaller)
}
