/// How a delivery ended.
package enum Outcome: String, Codable, CaseIterable, Sendable {
    case succeeded
    /// Ran and failed; with an exit code where there is one.
    case failed
    case timedOut = "timed-out"
    case cancelled
    /// Not run: unknown executor, bad parameters, policy.
    case rejected
    /// Not fetched in time.
    case expired
    /// The agent or host died while it ran: nobody saw how it ended.
    case unknown
}
