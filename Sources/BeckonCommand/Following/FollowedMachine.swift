import BeckonWire

/// One machine of a transaction that is being followed: what it has, and what of that has been shown.
struct FollowedMachine: Sendable {
    private(set) var name: String
    private var attempt = 0
    private var shownAttempt = 0
    private var stored: [OutputStream: Int] = [:]
    private var shown: [OutputStream: Int] = [:]
    private var progress: Progress?
    private var over: DeliveryView?
    var isBusy = false

    init(name: String) {
        self.name = name
    }

    /// A later attempt begins its output anew.
    mutating func begin(_ attempt: Int) {
        guard attempt > self.attempt else { return }
        self.attempt = attempt
        (stored, shown, progress, over) = ([:], [:], nil, nil)
    }

    mutating func apply(_ growth: OutputGrowth) {
        if growth.attempt == attempt { grow(growth.stream, to: growth.length) }
    }

    private mutating func grow(_ stream: OutputStream, to length: Int) {
        stored[stream] = max(stored[stream] ?? 0, length)
    }

    mutating func apply(_ view: DeliveryView) {
        name = view.name
        guard view.attempt == attempt else { return }
        for (stream, output) in view.output { grow(stream, to: output.length) }
        if let progress = view.progress { self.progress = progress }
        if view.state.outcome != nil { over = view }
    }

    mutating func show(_ fetch: Following.Fetch, upTo offset: Int) {
        guard fetch.attempt == attempt else { return }
        shown[fetch.stream] = offset
        // The broker has less than it said: ask no more, or we would ask forever.
        if offset == fetch.offset { stored[fetch.stream] = offset }
    }

    var hasWork: Bool {
        guard !isBusy else { return false }
        return isRestarted || pending != nil || progress != nil || over != nil
    }

    /// What is to be done now; it is taken, and the machine is busy until it is done.
    mutating func next(_ id: MachineID) -> Following.Work? {
        guard hasWork else { return nil }
        isBusy = true
        if isRestarted {
            shownAttempt = attempt
            return .restarted(id, name: name, attempt: attempt)
        }
        shownAttempt = attempt
        if let stream = pending {
            return .output(
                Following.Fetch(machine: id, name: name, attempt: attempt, stream: stream, offset: shown[stream] ?? 0))
        }
        if let progress {
            self.progress = nil
            return .progress(id, name: name, progress)
        }
        defer { over = nil }
        return over.map { .outcome($0) }
    }

    private var isRestarted: Bool { shownAttempt > 0 && attempt > shownAttempt }

    private var pending: OutputStream? {
        OutputStream.allCases.first { stored[$0] ?? 0 > shown[$0] ?? 0 }
    }
}
