package import BeckonWire

/// What an agent's session wants done. Each is answered by an event, except `cancel`, `killAll`, `note`, `warn` and `end`.
package enum SessionAction: Hashable, Sendable {
    /// → `registered` or `notRegistered`.
    case register
    /// → `answered` or `notAnswered`.
    case ask(AvailabilityRequest)
    /// Give up the open availability request. → `notAnswered` (or `answered`, where the answer came first).
    case withdraw
    /// Fetch and run. → `notFetched`, or in time `outlasted`, `ended` and `acknowledged`.
    case fetch(TransactionID, AgentSession)
    case cancel(TransactionID)
    /// → `pauseOver`.
    case pause(Duration)
    /// → `graceOver`.
    case awaitGrace(Duration)
    /// Kill what runs, because the agent stops.
    case killAll
    /// Renew the certificate, if that is not under way. → in time `credentialChanged`.
    case renew(isExpired: Bool)
    /// Get the broker's trust bundle. → in time `credentialChanged`.
    case refreshTrust
    case note(String)
    case warn(String)
    /// Nothing more to do; with the reason if it was not asked for.
    case end(AgentFailure?)
}
