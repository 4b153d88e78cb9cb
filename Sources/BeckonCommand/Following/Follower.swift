import BeckonWire

/// Lets several workers share the work of following one transaction. Work is made by events and by work that is done.
actor Follower {
    private var following = Following()
    private var isStopped = false
    private var waiting: [CheckedContinuation<Following.Work?, Never>] = []

    var endings: [MachineID: Ending] { following.endings }
    var end: TransactionView? { following.end }

    func apply(_ event: TransactionEvent) {
        following.apply(event)
        wake()
    }

    /// The next piece of work, when there is one; nil when all is done.
    func next() async -> Following.Work? {
        if isStopped || following.isOver { return nil }
        if let work = following.next() { return work }
        return await withCheckedContinuation { waiting.append($0) }
    }

    func finished(_ work: Following.Work, shownUpTo offset: Int = 0) {
        following.finished(work, shownUpTo: offset)
        wake()
    }

    /// Lets every worker go: there is nothing more to come.
    func stop() {
        isStopped = true
        for worker in waiting { worker.resume(returning: nil) }
        waiting = []
    }

    private func wake() {
        while let worker = waiting.last, let work = following.next() {
            waiting.removeLast()
            worker.resume(returning: work)
        }
        if following.isOver { stop() }
    }
}
