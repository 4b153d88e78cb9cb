package import BeckonWire

extension Delivery {
    /// What a report did.
    package struct ReportAnswer: Hashable, Sendable {
        package let response: ReportResponse
        /// Whether the delivery waits for a new fetch now, so that its machine is to be woken.
        package let isQueuedAgain: Bool
    }

    /// Events of an attempt. `stored` is how many octets of each stream the store has of it.
    ///
    /// Events whose seq is recorded are acknowledged and change nothing; seqs may leave gaps, and a report that arrives after a
    /// later one is ignored. The one exception is an outcome that was really seen: it replaces `unknown` whatever its seq.
    package mutating func report(
        _ request: ReportRequest, stored: [OutputStream: Int], at now: Timestamp
    ) throws(Problem) -> ReportAnswer {
        try record.judge(attempt: request.attempt)
        let fresh = request.events.filter { $0.seq > record.acknowledged }.sorted { $0.seq < $1.seq }
        if record.finish?.outcome == .unknown, let (event, finish) = request.seenOutcome {
            try check(finish, against: stored)
            self.finish(finish, at: within(event.at, now))
            return acknowledge(fresh)
        }
        switch record.state {
        case .queued, .fetched, .started:
            for case .finished(let finish) in fresh.map(\.content) { try check(finish, against: stored) }
            for event in fresh {
                apply(event, at: now)
                // Nothing of an attempt comes after its end.
                if case .finished = event.content { break }
            }
        case .finished(.unknown):
            break
        case .finished(let outcome):
            guard fresh.isEmpty else {
                throw Problem(
                    .finished, "\(id) is finished: \(outcome.rawValue); event \(fresh[0].seq) comes too late",
                    hint: "drop what is held of it")
            }
        }
        return acknowledge(fresh)
    }

    private mutating func acknowledge(_ events: [ReportEvent]) -> ReportAnswer {
        record.acknowledged = max(record.acknowledged, events.last?.seq ?? 0)
        return ReportAnswer(
            response: ReportResponse(
                acknowledged: record.acknowledged, cancel: record.cancelRequested && record.state.outcome == nil),
            isQueuedAgain: record.state == .queued)
    }

    private mutating func apply(_ event: ReportEvent, at now: Timestamp) {
        switch event.content {
        case .started:
            start(at: within(event.at, now), now)
        case .progress(let progress):
            start(at: within(event.at, now), now)
            record.progress = progress
        case .finished(let finish):
            if finish.outcome == .unknown {
                interrupted(finish, at: within(event.at, now), now: now)
            } else {
                self.finish(finish, at: within(event.at, now))
            }
        }
    }

    /// It runs. One that was queued again is not offered any more: whatever showed that it had never arrived was wrong.
    private mutating func start(at time: Timestamp, _ now: Timestamp) {
        if record.state == .queued {
            record.finish = nil
            record.dueAt = now.adding(seconds: transaction.timeout + Limits.silence)
        }
        if record.state != .started { record.startedAt = time }
        record.state = .started
    }

    /// The machine's clock, kept between what the broker saw before and now: it is data, and may be years off.
    private func within(_ time: Timestamp, _ now: Timestamp) -> Timestamp {
        min(max(time, record.startedAt ?? record.fetchedAt ?? transaction.submittedAt), now)
    }

    /// An acknowledged outcome is durable with the output that it names.
    private func check(_ finish: Finish, against stored: [OutputStream: Int]) throws(Problem) {
        for (stream, summary) in finish.output ?? [:] where summary.length != stored[stream] ?? 0 {
            let offsets = OutputStream.allCases.map { ($0.rawValue, JSONValue.integer(Int64(stored[$0] ?? 0))) }
            throw Problem(
                .outputMissing,
                "the outcome of \(id) names \(summary.length) octets of \(stream.rawValue), and the broker has \(stored[stream] ?? 0)",
                hint: "send the output from the offsets given, then report again",
                members: ["offsets": .object(Dictionary(uniqueKeysWithValues: offsets))])
        }
    }
}

extension ReportRequest {
    /// The last outcome of the report that somebody saw.
    fileprivate var seenOutcome: (ReportEvent, Finish)? {
        for event in events.sorted(by: { $0.seq > $1.seq }) {
            if case .finished(let finish) = event.content, finish.outcome != .unknown { return (event, finish) }
        }
        return nil
    }
}
