import BeckonWire

/// The events of one transaction for one reader: what is recorded first, then what happens, until every delivery is over.
///
/// What happens now it hears from the feed. What is older, and what was too much to remember, it reads from the store in pages.
actor TransactionEvents: EventReader {
    private let transaction: TransactionRecord
    private let dispatch: Dispatch
    private let follower: TransactionFollower

    private var phase: Phase
    /// The number of the last recorded event that was told.
    private var after: Int
    private var ready: [NumberedEvent] = []
    /// How the transaction stood after event `after`.
    private var counts: [DeliveryState: Int] = [:]

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

    /// - Parameter queued: where the follower has heard of all that happened: how many deliveries there were at the beginning.
    init(of transaction: TransactionRecord, after: Int, queued: Int?, dispatch: Dispatch, follower: TransactionFollower) {
        self.transaction = transaction
        self.after = after
        self.dispatch = dispatch
        self.follower = follower
        if let queued {
            counts = [.queued: queued]
            phase = .live
        } else {
            phase = after > 0 ? .recorded : .rejected(after: nil)
        }
    }

    deinit { dispatch.feed.leave(follower) }

    nonisolated func wake() { follower.wake() }

    nonisolated func stop() {
        follower.stop()
        dispatch.feed.leave(follower)
    }

    func next(patient: Bool) async -> [NumberedEvent]? {
        do {
            while ready.isEmpty {
                if follower.isStopped { leave() }
                switch phase {
                case .rejected(let machine): try await readRejected(after: machine)
                case .recorded: try await readRecorded()
                case .output(let machine): try await readOutput(after: machine)
                case .live:
                    let news = await follower.news(patient: patient)
                    if news.isEmpty, !follower.isStopped { return [] }
                    try await tell(news)
                case .over: return nil
                }
            }
            defer { ready = [] }
            return ready
        } catch {
            leave()
            return nil
        }
    }

    private func leave() {
        phase = .over
        dispatch.feed.leave(follower)
    }

    // MARK: What is recorded already

    private func readRejected(after machine: MachineID?) async throws {
        if machine == nil, try await dispatch.store.counts(of: transaction.id)[.finished(.rejected)] == nil {
            phase = .recorded
            return
        }
        let page = try await dispatch.store.deliveries(of: transaction.id, after: machine, limit: Self.page)
        for delivery in page where delivery.state == .finished(.rejected) && delivery.attempt == 0 {
            ready.append(NumberedEvent(number: nil, event: .delivery(DeliveryView(delivery))))
        }
        phase = page.count < Self.page ? .recorded : .rejected(after: page.last?.machine)
    }

    private func readRecorded() async throws {
        let standing = try await dispatch.store.standing(of: transaction.id, after: after, limit: Self.page)
        for event in standing.events { tell(event) }
        (counts, after) = (standing.counts, standing.last)
        guard standing.events.count < Self.page else { return }
        // Of what is fetched later the follower hears.
        phase = counts[.fetched] == nil && counts[.started] == nil ? .live : .output(after: nil)
        endIfOver()
    }

    private func readOutput(after machine: MachineID?) async throws {
        let page = try await dispatch.store.deliveries(of: transaction.id, after: machine, limit: Self.page)
        for delivery in page where delivery.state == .fetched || delivery.state == .started {
            let lengths = try await dispatch.store.outputLengths(
                of: transaction.id, delivery.machine, attempt: delivery.attempt)
            for (stream, length) in lengths {
                tell(OutputGrowth(machine: delivery.machine, attempt: delivery.attempt, stream: stream, length: length))
            }
        }
        phase = page.count < Self.page ? .live : .output(after: page.last?.machine)
    }

    // MARK: What happens now

    private func tell(_ news: TransactionNews) async throws {
        var growths = news.growths
        if news.isIncomplete {
            let standing = try await dispatch.store.standing(of: transaction.id, after: after, limit: Self.page)
            for event in standing.events { tell(event, with: &growths) }
            (counts, after) = (standing.counts, standing.last)
            if standing.events.count == Self.page {
                // The machines of what is left over may come with the next page.
                follower.takeBack(growths)
                return
            }
        }
        // Those at or below `after` were read from the store before the follower was told.
        for change in news.changes where change.event.number > after {
            counts[change.before, default: 0] -= 1
            if counts[change.before] == 0 { counts[change.before] = nil }
            counts[change.event.delivery.state, default: 0] += 1
            tell(change.event, with: &growths)
        }
        for (key, length) in growths { tell(OutputGrowth(key, length)) }
        endIfOver()
    }

    /// Puts what grew between a machine's fetch and its outcome: a reader knows the machine by then, and has the output before the
    /// end of it.
    private func tell(_ event: DeliveryEvent, with growths: inout [TransactionNews.GrowingStream: Int]) {
        if event.delivery.state.outcome != nil {
            for (key, length) in growths where key.machine == event.delivery.machine {
                tell(OutputGrowth(key, length))
                growths[key] = nil
            }
        }
        tell(event)
    }

    private func tell(_ event: DeliveryEvent) {
        ready.append(NumberedEvent(number: event.number, event: .delivery(DeliveryView(event.delivery))))
        after = event.number
    }

    private func tell(_ growth: OutputGrowth) {
        ready.append(NumberedEvent(number: nil, event: .output(growth)))
    }

    private func endIfOver() {
        guard counts.keys.allSatisfy({ $0.outcome != nil }) else { return }
        ready.append(NumberedEvent(number: nil, event: .end(TransactionView(transaction, counts: counts))))
        leave()
    }
}
