import BrokerCore

/// The steps that wait for the writer: who is admitted, and which are committed together. Pure: `SQLiteWriter` locks and runs it.
struct WriteQueue {
    struct Limits {
        /// Waiting beyond this, a step is refused: the disk does not keep up, and waiting longer would help nobody.
        var steps = 10_000
        /// Octets of waiting steps (output, mostly).
        var octets = 256 << 20
        /// What one commit may hold, so that no caller waits for an endless one and the log stays small.
        var batchSteps = 2_000
        var batchOctets = 32 << 20
    }

    enum Admission {
        /// The writer is idle: start it.
        case start
        /// The writer runs and will come to it.
        case queued
        case refused(StoreError)
    }

    private enum State {
        case idle
        /// Someone drains the queue; next: `idle`, when it is empty.
        case running
    }

    private let limits: Limits
    private var state = State.idle
    private var isClosed = false
    private var waiting: [WriteStep] = []
    private var waitingOctets = 0

    /// Steps that wait.
    var count: Int { waiting.count }

    init(limits: Limits = Limits()) {
        self.limits = limits
    }

    mutating func admit(_ step: WriteStep) -> Admission {
        if isClosed { return .refused(StoreError(.closed, "the store is closed")) }
        // A step that is larger than the bound is taken when nothing else waits: it could never be stored otherwise.
        guard waiting.count < limits.steps, waiting.isEmpty || waitingOctets + step.octets <= limits.octets else {
            return .refused(
                StoreError(.failed, "the store is overloaded: \(waiting.count) changes wait for the disk. Try again later"))
        }
        waiting.append(step)
        waitingOctets += step.octets
        guard state == .idle else { return .queued }
        state = .running
        return .start
    }

    /// What is to be committed next, in order of admission; nil when nothing waits, and then the writer is idle.
    mutating func takeBatch() -> [WriteStep]? {
        guard !waiting.isEmpty else {
            state = .idle
            return nil
        }
        var count = 0
        var octets = 0
        for step in waiting.prefix(limits.batchSteps) {
            guard count == 0 || octets + step.octets <= limits.batchOctets else { break }
            count += 1
            octets += step.octets
        }
        let batch = Array(waiting.prefix(count))
        waiting.removeFirst(count)
        waitingOctets -= octets
        return batch
    }

    /// Refuses every later step. Answers whether this was the first call.
    mutating func close() -> Bool {
        defer { isClosed = true }
        return !isClosed
    }
}
