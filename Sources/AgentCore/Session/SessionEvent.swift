package import BeckonWire

/// What happens to an agent's session.
package enum SessionEvent: Hashable, Sendable {
    /// The broker has the catalogue; its digest as `sha256:…`.
    case registered(digest: String)
    case notRegistered(LinkError)
    /// The availability request was answered; `isQuick` within a second.
    case answered(AvailabilityResponse, isQuick: Bool)
    case notAnswered(LinkError)
    case notFetched(TransactionID, LinkError)
    /// It was fetched half a second ago, and its outcome is not acknowledged.
    case outlasted(TransactionID)
    /// It runs no more; its outcome is still to be acknowledged.
    case ended(TransactionID)
    /// The broker has its outcome, or will not have it. It may offer it again at once where nobody saw how it ended.
    case acknowledged(TransactionID, mayComeAgain: Bool)
    case pauseOver
    /// It cannot be reported, because the agent cannot go on.
    case failed(TransactionID, AgentFailure)
    /// What proves who this machine is, or whom it believes, is another now.
    /// - Parameter trust: The digest of the trust bundle to report; nil while the broker's own cannot be used.
    case credentialChanged(trust: String?)
    /// The identity is of no use any more.
    case identityLost(AgentFailure)
    /// Somebody wants the agent to stop.
    case stopRequested
    case graceOver
}
