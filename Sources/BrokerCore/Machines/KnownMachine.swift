import BeckonWire

/// What the broker keeps at hand of a machine: enough to answer an availability request without reading it up.
struct KnownMachine: Hashable, Sendable {
    let id: MachineID
    let subscriber: String
    let name: String
    var identity: Identity
    var labels: [String: String]
    /// When the machine was last told to renew its certificate.
    var renewalToldAt: Timestamp?
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

    /// What a machine and its certificates are judged by at each request.
    struct Identity: Hashable, Sendable {
        let state: MachineState
        let stateReason: String?
        let isAwaited: Bool
        /// Serial of the certificate in force.
        let serial: String?
        let renewAt: Timestamp?
        /// When the certificate in force took the place of the one before.
        let firstUsedAt: Timestamp?
        let nextSerial: String?
        let previousSerial: String?

        init(_ record: MachineRecord) {
            state = record.state
            stateReason = record.stateReason
            isAwaited = record.isAwaited
            serial = record.certificate?.serial
            renewAt = record.certificate?.renewAt
            firstUsedAt = record.certificate?.firstUsedAt
            nextSerial = record.next?.serial
            previousSerial = record.previous?.serial
        }
    }

    init(_ record: MachineRecord, open deliveries: [DeliveryRecord]) {
        id = record.id
        subscriber = record.subscriber
        name = record.name
        identity = Identity(record)
        labels = record.labels
        journal = record.journal
        run = record.run
        catalogue = record.catalogue
        open = [:]
        for delivery in deliveries { note(delivery) }
    }

    /// Why it is refused as a whole; nil where it is served.
    var refusal: Problem? {
        MachineRefusal.problem(
            of: id, named: name, state: identity.state, reason: identity.stateReason, isAwaited: identity.isAwaited)
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
