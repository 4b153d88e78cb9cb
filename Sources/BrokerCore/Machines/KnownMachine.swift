import BeckonWire

/// What the broker keeps at hand of a machine: enough to answer an availability request without reading it up.
struct KnownMachine: Hashable, Sendable {
    let id: MachineID
    let subscriber: String
    let name: String
    var journal: String?
    var run: Int
    /// Digest of its catalogue.
    var catalogue: String?
    /// Deliveries that it has fetched and that are not over.
    var open: [TransactionID: OpenDelivery]

    /// What an availability request is judged by.
    struct OpenDelivery: Hashable, Sendable {
        let session: AgentSession?
        let isStarted: Bool
        let cancelRequested: Bool
        /// When the machine last showed that it holds it; nil where it has not since this was read from the store.
        var heldAt: Timestamp?
    }

    init(_ record: MachineRecord, open deliveries: [DeliveryRecord]) {
        id = record.id
        subscriber = record.subscriber
        name = record.name
        journal = record.journal
        run = record.run
        catalogue = record.catalogue
        open = [:]
        for delivery in deliveries { note(delivery) }
    }

    /// A delivery of the machine is as `record` says now.
    mutating func note(_ record: DeliveryRecord) {
        switch record.state {
        case .fetched, .started:
            open[record.transaction] = OpenDelivery(
                session: record.session, isStarted: record.state == .started, cancelRequested: record.cancelRequested,
                heldAt: open[record.transaction]?.heldAt)
        case .queued, .finished:
            open[record.transaction] = nil
        }
    }
}
