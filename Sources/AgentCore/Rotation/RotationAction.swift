/// What a rotation wants done.
package enum RotationAction: Hashable, Sendable {
    /// → `woke` with the same number.
    case sleep(Duration, number: Int)
    /// A key, the request, and the swap. → `renewed` or `notRenewed`.
    case renew
    /// Get the bundle, judge it, and swap. → `trustKept`, `trustChanged` or `trustRefused`.
    case checkTrust
    /// → `trustPauseOver`.
    case pauseTrust(Duration)
    /// Tell the session that the credential, or what it shall report of it, is another.
    /// - Parameter reportsTrust: False while the broker's bundle cannot be used: then it is not to ask for it.
    case tell(reportsTrust: Bool)
    case note(String)
    case warn(String)
    /// The identity is of no use any more.
    case lose(AgentFailure)
}
