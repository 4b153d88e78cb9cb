import BeckonWire

/// The events of one transaction for one reader: what is recorded first, then what happens, until every delivery is over.
///
/// It is asked for one event after another and reads the store in pages, so that a slow reader holds nothing up and costs no memory.
actor TransactionEvents {
    private let transaction: TransactionRecord
    private let dispatch: Dispatch
    private let views: DeliveryViews
    private let follower: TransactionFollower

    private var phase = Phase.rejected(after: nil)
    /// The number of the last recorded event that was read.
    private var after: Int
    private var ready: ArraySlice<NumberedEvent> = []
    /// How it stood when the reader came.
    private var first: [DeliveryState: Int] = [:]

    /// Each leads to the next.
    private enum Phase {
        /// Deliveries that were rejected with the first request: they never changed, so that no event tells of them.
        case rejected(after: MachineID?)
        /// What is recorded already.
        case recorded
        /// How much output there is of what runs now.
        case output(after: MachineID?)
        /// What happens now.
        case live
        case over
    }

    /// Results may be a mebibyte each, and a page is in memory.
    private static let page = 32

    /// Whether anything may have written already. Of what is fetched later the follower hears.
    private var hasOutput: Bool { first[.fetched] != nil || first[.started] != nil }

    init(of transaction: TransactionRecord, after: Int, dispatch: Dispatch, follower: TransactionFollower) {
        self.transaction = transaction
        self.after = after
        self.dispatch = dispatch
        self.follower = follower
        views = DeliveryViews(store: dispatch.store)
        if after > 0 { phase = .recorded }
    }

    deinit { dispatch.feed.leave(follower) }

    /// Nil at the end, where the reader has gone, and where the store fails: then a reader resumes after the last number.
    func next() async -> NumberedEvent? {
        do {
            while ready.isEmpty {
                if case .over = phase { return nil }
                try await step()
            }
            return ready.popFirst()
        } catch {
            dispatch.feed.leave(follower)
            phase = .over
            return nil
        }
    }

    private func step() async throws {
        switch phase {
        case .rejected(let machine): try await readRejected(after: machine)
        case .recorded:
            if first.isEmpty { first = try await dispatch.store.counts(of: transaction.id) }
            try await catchUp()
        case .output(let machine): try await readOutput(after: machine)
        case .live: try await follow()
        case .over: break
        }
    }

    private func readRejected(after machine: MachineID?) async throws {
        if machine == nil { first = try await dispatch.store.counts(of: transaction.id) }
        guard first[.finished(.rejected)] != nil else {
            phase = .recorded
            return
        }
        let page = try await dispatch.store.deliveries(of: transaction.id, after: machine, limit: Self.page)
        for delivery in page where delivery.state == .finished(.rejected) && delivery.attempt == 0 {
            ready.append(NumberedEvent(number: nil, event: .delivery(try await views.view(of: delivery))))
        }
        phase = page.count < Self.page ? .recorded : .rejected(after: page.last?.machine)
    }

    /// What was counted as over before this page was read has its event on it, or on an earlier one.
    private func catchUp() async throws {
        if try await readRecorded() == Self.page { return }
        if first.keys.allSatisfy({ $0.outcome != nil }) {
            end(first)
        } else {
            phase = hasOutput ? .output(after: nil) : .live
        }
    }

    /// How many there were.
    private func readRecorded() async throws -> Int {
        let page = try await dispatch.store.events(of: transaction.id, after: after, limit: Self.page)
        for event in page {
            ready.append(NumberedEvent(number: event.number, event: .delivery(try await views.view(of: event.delivery))))
        }
        after = page.last?.number ?? after
        return page.count
    }

    private func readOutput(after machine: MachineID?) async throws {
        let page = try await dispatch.store.deliveries(of: transaction.id, after: machine, limit: Self.page)
        for delivery in page where delivery.state == .fetched || delivery.state == .started {
            let lengths = try await dispatch.store.outputLengths(
                of: transaction.id, delivery.machine, attempt: delivery.attempt)
            for (stream, length) in lengths {
                append(OutputGrowth(machine: delivery.machine, attempt: delivery.attempt, stream: stream, length: length))
            }
        }
        phase = page.count < Self.page ? .live : .output(after: page.last?.machine)
    }

    private func follow() async throws {
        let news = follower.take()
        guard !news.isEmpty else {
            guard await follower.wait() else { throw CancellationError() }
            return
        }
        // Counted before the events are read: each outcome that is counted is among them.
        let counts = news.hasOutcomes ? try await dispatch.store.counts(of: transaction.id) : nil
        var growths = news.growths
        let read = news.hasChanges ? try await readRecorded(with: &growths) : 0
        if read == Self.page {
            // The machines of what is left over may come with the next page.
            for (key, length) in growths { follower.grew(OutputGrowth(key, length)) }
            follower.changed(isOver: true)
            return
        }
        for (key, length) in growths { append(OutputGrowth(key, length)) }
        if let counts, counts.keys.allSatisfy({ $0.outcome != nil }) { end(counts) }
    }

    /// Puts what grew between a machine's fetch and its outcome: a reader knows the machine by then, and has the output before the
    /// end of it.
    private func readRecorded(with growths: inout [TransactionFollower.GrowingStream: Int]) async throws -> Int {
        let read = try await readRecorded()
        var ordered: ArraySlice<NumberedEvent> = []
        for event in ready {
            if case .delivery(let view) = event.event, view.state.outcome != nil {
                for (key, length) in growths where key.machine == view.machine {
                    ordered.append(NumberedEvent(number: nil, event: .output(OutputGrowth(key, length))))
                    growths[key] = nil
                }
            }
            ordered.append(event)
        }
        ready = ordered
        return read
    }

    private func end(_ counts: [DeliveryState: Int]) {
        ready.append(NumberedEvent(number: nil, event: .end(TransactionView(transaction, counts: counts))))
        phase = .over
        dispatch.feed.leave(follower)
    }

    private func append(_ growth: OutputGrowth) {
        ready.append(NumberedEvent(number: nil, event: .output(growth)))
    }
}

extension OutputGrowth {
    fileprivate init(_ key: TransactionFollower.GrowingStream, _ length: Int) {
        self.init(machine: key.machine, attempt: key.attempt, stream: key.stream, length: length)
    }
}
