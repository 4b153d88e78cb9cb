/// Why an exchange brought no answer, and what the broker may have seen of it. The texts are for a log.
enum ExchangeFailure: Error, Hashable {
    /// No octet of the request has left: another broker may be asked.
    case notSent(String)
    /// A connection kept from earlier exchanges ended before an octet of the answer: most likely the broker had closed it already, but
    /// that cannot be known.
    case keptConnectionEnded(String)
    /// The broker may have acted on it.
    case noAnswer(String)
    /// What came is no answer within the contract's bounds.
    case malformed(String)
    /// No octet of the request has left, and the credential of the connection that was being set up is not in use any more.
    case superseded
    /// The caller does not want it any more.
    case withdrawn
}
