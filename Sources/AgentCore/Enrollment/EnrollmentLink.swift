package import BeckonWire

/// The one request that is made with a zero certificate.
///
/// Implemented by `AgentLink`, and by a fake in the tests.
package protocol EnrollmentLink: Sendable {
    func enroll(_ request: EnrollmentRequest) async throws(LinkError) -> EnrollmentAnswer

    /// Lets go of the connection. Nothing is asked after this.
    func close() async
}

/// What the broker says to an enrolment.
package enum EnrollmentAnswer: Hashable, Sendable {
    case enrolled(EnrollmentResponse)
    /// Somebody has to approve it; ask again after so many seconds.
    case pending(retryAfter: Int?)
}
