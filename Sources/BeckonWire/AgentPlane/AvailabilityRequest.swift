/// `POST /v1/availability`, the second request: what the agent can take now, and what it still holds.
package struct AvailabilityRequest: Hashable, WireMessage {
    /// How many instructions it could start at once. 0 is never offered work.
    package let capacity: Int
    /// Transactions that the journal holds and whose outcome the broker has not acknowledged.
    package let holding: [TransactionID]
    /// Seconds that the broker may park the request.
    package let wait: Int
    /// Of `holding`, those that are being cancelled already.
    package let cancelling: [TransactionID]?
    /// `sha256:…` of the octets of the catalogue that was sent last.
    package let executors: String?
    /// `sha256:…` of the octets of the trust bundle in use.
    package let trust: String?
    package let session: AgentSession?

    package init(
        capacity: Int, holding: [TransactionID], wait: Int, cancelling: [TransactionID]? = nil, executors: String? = nil,
        trust: String? = nil, session: AgentSession? = nil
    ) {
        self.capacity = capacity
        self.holding = holding
        self.wait = wait
        self.cancelling = cancelling
        self.executors = executors
        self.trust = trust
        self.session = session
    }

    package func validate() throws(WireError) {
        try Bounds.check(capacity, "/capacity", in: 0...Bounds.capacity)
        try Bounds.check(wait, "/wait", in: 0...Bounds.wait)
        try Bounds.check(count: holding.count, "/holding", atMost: Bounds.holding)
        try Bounds.check(count: cancelling?.count ?? 0, "/cancelling", atMost: Bounds.holding)
        try Bounds.check(executors, "/executors", atMost: Bounds.digest)
        try Bounds.check(trust, "/trust", atMost: Bounds.digest)
        try session?.validate()
    }
}
