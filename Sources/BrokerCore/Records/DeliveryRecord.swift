package import BeckonWire

/// One machine's part of a transaction, as it is stored. The state machine `Delivery` decides each change of it.
package struct DeliveryRecord: Hashable, Sendable {
    package let transaction: TransactionID
    package let machine: MachineID
    package let subscriber: String
    /// The machine's name at the first request.
    package let name: String
    package var state: DeliveryState
    /// 0 before the first fetch.
    package var attempt: Int
    /// The session that fetched the attempt; nil before, or where the agent gave none.
    package var session: AgentSession?
    /// The highest report seq recorded of the attempt.
    package var acknowledged: Int
    package var cancelRequested: Bool
    package var progress: Progress?
    package var fetchedAt: Timestamp?
    package var startedAt: Timestamp?
    package var finishedAt: Timestamp?
    /// What the outcome brought; nil while it is on its way, but where it is queued again after an interruption: then it is what
    /// is known of that.
    package var finish: Finish?
    /// When something has to be decided without the machine: `queued` expires, `fetched` and `started` are given up. Nil
    /// where nothing is due.
    package var dueAt: Timestamp?

    package init(
        transaction: TransactionID, machine: MachineID, subscriber: String, name: String, state: DeliveryState = .queued,
        attempt: Int = 0, session: AgentSession? = nil, acknowledged: Int = 0, cancelRequested: Bool = false,
        progress: Progress? = nil, fetchedAt: Timestamp? = nil, startedAt: Timestamp? = nil, finishedAt: Timestamp? = nil,
        finish: Finish? = nil, dueAt: Timestamp?
    ) {
        self.transaction = transaction
        self.machine = machine
        self.subscriber = subscriber
        self.name = name
        self.state = state
        self.attempt = attempt
        self.session = session
        self.acknowledged = acknowledged
        self.cancelRequested = cancelRequested
        self.progress = progress
        self.fetchedAt = fetchedAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.finish = finish
        self.dueAt = dueAt
    }
}
