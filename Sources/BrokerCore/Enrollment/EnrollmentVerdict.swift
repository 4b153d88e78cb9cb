package import BeckonWire

/// What a machine that asks to enrol is told, where it is not refused.
package enum EnrollmentVerdict: Hashable, Sendable {
    case enrolled(EnrollmentResponse)
    /// An admin has to approve it; it is to ask again after so many seconds.
    case pending(retryAfter: Int)
}
