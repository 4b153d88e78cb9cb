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
