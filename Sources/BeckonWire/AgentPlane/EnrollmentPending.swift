/// What an enrolment is answered with, by 202, while an admin's approval is awaited.
package struct EnrollmentPending: Hashable, WireMessage {
    /// True.
    package let pending: Bool

    package init() { pending = true }
}
