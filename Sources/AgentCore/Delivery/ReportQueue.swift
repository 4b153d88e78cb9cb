import BeckonWire

/// What is to be reported of one attempt, in order, each event under its own seq.
///
/// A seq is given when an event goes into a batch, or when the attempt ends; from then on it does not change, so that a repeated
/// report is the same report. Progress without a seq is replaced by later progress: at most one waits.
struct ReportQueue: Hashable, Sendable {
    /// Events with a seq that the broker has not acknowledged, in order.
    private var numbered: [ReportEvent] = []
    private var waiting: Waiting?
    private var lastSeq: Int
    /// `started` is worth a request of its own; before, it goes along with another event.
    private var isStartedDue = false
    /// Progress may go; just after other progress it waits for its turn.
    private var isProgressDue = true

    private struct Waiting: Hashable, Sendable {
        let progress: Progress
        let at: Timestamp
    }

    /// The first seq of what is reported after a restart, when it is not known which seqs were used before it: higher than any
    /// of those (a week of progress, four times a second, is 2.4 million).
    static let firstSeqAfterRestart = 1 << 32

    init(firstSeq: Int = 1) {
        lastSeq = firstSeq - 1
    }

    mutating func start(at time: Timestamp) { number(.started, at: time) }

    mutating func makeStartedDue() { isStartedDue = true }

    mutating func add(_ progress: Progress, at time: Timestamp) { waiting = Waiting(progress: progress, at: time) }

    mutating func makeProgressDue() { isProgressDue = true }

    /// The event that ends the attempt; it is not in the queue until `add(finished:)`.
    mutating func finish(_ finish: Finish, at time: Timestamp) -> ReportEvent {
        numberProgress()
        lastSeq += 1
        return ReportEvent(seq: lastSeq, at: time, .finished(finish))
    }

    mutating func add(finished event: ReportEvent) {
        lastSeq = max(lastSeq, event.seq)
        numbered.append(event)
    }

    /// Takes out the event that ends the attempt, for another one of the same seq.
    mutating func replaceFinished(_ change: (Finish) -> Finish) {
        guard let last = numbered.last, case .finished(let finish) = last.content else { return }
        numbered[numbered.count - 1] = ReportEvent(seq: last.seq, at: last.at, .finished(change(finish)))
    }

    /// The events to be reported now, or none. A finished attempt is reported only when `isDrained`: with all its output.
    mutating func batch(isDrained: Bool) -> [ReportEvent] {
        if isFinished { return isDrained ? numbered : [] }
        // One piece of progress at a time has a seq, so that few events wait however long the broker is away.
        if holdsProgress { return numbered }
        if waiting != nil, isProgressDue {
            numberProgress()
            isProgressDue = false
            return numbered
        }
        return isStartedDue ? numbered : []
    }

    /// The broker has every event up to `seq`.
    mutating func acknowledge(_ seq: Int) {
        numbered.removeAll { $0.seq <= seq }
    }

    var isEmpty: Bool { numbered.isEmpty && waiting == nil }

    var isFinished: Bool {
        if case .finished? = numbered.last?.content { true } else { false }
    }

    private var holdsProgress: Bool {
        numbered.contains { if case .progress = $0.content { true } else { false } }
    }

    private mutating func numberProgress() {
        guard let progress = waiting else { return }
        waiting = nil
        number(.progress(progress.progress), at: progress.at)
    }

    private mutating func number(_ content: ReportEvent.Content, at time: Timestamp) {
        lastSeq += 1
        numbered.append(ReportEvent(seq: lastSeq, at: time, content))
    }
}
