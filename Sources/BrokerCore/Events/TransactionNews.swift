import BeckonWire

/// What has happened to a transaction since somebody last looked, in bounded memory.
struct TransactionNews {
    struct GrowingStream: Hashable {
        let machine: MachineID
        let attempt: Int
        let stream: OutputStream
    }

    /// Recorded changes in order of number; where `isIncomplete`, those after the last that was seen are in the store.
    private(set) var changes: [DeliveryChange] = []
    private(set) var isIncomplete = false
    var growths: [GrowingStream: Int] = [:]

    /// Changes, and octets of one, that are remembered beyond which the store is read instead.
    private static let changeLimit = 64
    private static let octetLimit = 512
    /// Streams whose growth is remembered; growth beyond is dropped, and told with the next of that stream.
    private static let growthLimit = 1024

    var isEmpty: Bool { !isIncomplete && changes.isEmpty && growths.isEmpty }
    /// Whether nobody is kept waiting for it: there may be an outcome, or output grew.
    var isUrgent: Bool {
        isIncomplete || !growths.isEmpty || changes.contains { $0.event.delivery.state.outcome != nil }
    }

    /// There is more in the store than was read.
    mutating func setIncomplete() {
        isIncomplete = true
        changes = []
    }

    mutating func add(_ change: DeliveryChange) {
        guard !isIncomplete else { return }
        guard changes.count < Self.changeLimit, change.octets <= Self.octetLimit else {
            setIncomplete()
            return
        }
        changes.append(change)
    }

    mutating func add(_ growth: OutputGrowth) {
        let key = GrowingStream(machine: growth.machine, attempt: growth.attempt, stream: growth.stream)
        guard growths[key] != nil || growths.count < Self.growthLimit else { return }
        growths[key] = max(growths[key] ?? 0, growth.length)
    }
}

extension OutputGrowth {
    init(_ key: TransactionNews.GrowingStream, _ length: Int) {
        self.init(machine: key.machine, attempt: key.attempt, stream: key.stream, length: length)
    }
}
