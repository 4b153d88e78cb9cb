/// What `GET /v1/transactions/{id}/events` sends, one server-sent event each; `rawValue` of the case is the event's name.
package enum TransactionEvent: Hashable, Sendable {
    /// A delivery changed. Recorded: its `id:` resumes the stream by `Last-Event-ID`.
    case delivery(DeliveryView)
    /// A stream grew; the octets are fetched from the output route. Not recorded, sent as it happens.
    case output(OutputGrowth)
    /// Every delivery is over, and the stream ends.
    case end(TransactionView)

    package var name: String {
        switch self {
        case .delivery: "delivery"
        case .output: "output"
        case .end: "end"
        }
    }
}

/// How much of a stream can be read now.
package struct OutputGrowth: Hashable, WireMessage {
    package let machine: MachineID
    package let attempt: Int
    package let stream: OutputStream
    /// Octets stored.
    package let length: Int

    package init(machine: MachineID, attempt: Int, stream: OutputStream, length: Int) {
        self.machine = machine
        self.attempt = attempt
        self.stream = stream
        self.length = length
    }
}
