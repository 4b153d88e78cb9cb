package import BeckonWire

/// The requests that an enrolled agent makes of its broker, each one HTTP exchange.
///
/// Implemented by `AgentLink`, and by a fake in the tests.
package protocol BrokerLink: Sendable {
    /// `PUT /v1/executors` with exactly these octets: their digest is what `availability` reports.
    func register(_ catalogue: [UInt8]) async throws(LinkError)
    /// The second request.
    func availability(_ request: AvailabilityRequest) async throws(LinkError) -> AvailabilityResponse
    /// The third request.
    func fetch(_ transaction: TransactionID, _ request: FetchRequest) async throws(LinkError) -> FetchResponse
    /// Appends octets at `offset`; answers what the broker has of the stream now, which differs from the end of `octets`
    /// where a resend must begin elsewhere.
    func append(
        _ octets: [UInt8], to stream: OutputStream, of transaction: TransactionID, attempt: Int, offset: Int
    ) async throws(LinkError) -> Int
    func report(_ transaction: TransactionID, _ request: ReportRequest) async throws(LinkError) -> ReportResponse

    /// `POST /v1/certificate`, the one request that an expired certificate may make.
    func renew(_ request: RenewalRequest) async throws(LinkError) -> EnrollmentResponse
    /// `GET /v1/trust`: the octets of the broker's trust bundle as they are.
    func trust() async throws(LinkError) -> [UInt8]
    /// Makes a new connection with this credential, asks `GET /v1/trust` through it and closes it; nothing else changes.
    /// - Throws: `.unreachable` where the credential's authorities do not vouch for the broker.
    func probe(_ credential: AgentCredential) async throws(LinkError)
    /// Every exchange that begins after this uses this credential, on a connection of its own; those under way end where they are, and
    /// no new connection is ever made with an earlier credential again.
    func use(_ credential: AgentCredential) async throws(LinkError)
}

/// Why a request to the broker brought no answer that helps.
package enum LinkError: Error, Hashable, Sendable {
    /// The broker refused, and said why.
    case refused(Problem)
    /// Nobody answered, or not in HTTP. The text is for a log.
    case unreachable(String)
    /// The answer is not what the contract says.
    case malformed(String)
}
