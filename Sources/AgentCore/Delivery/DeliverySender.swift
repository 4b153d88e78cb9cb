import BeckonWire
import Logging

/// Brings what is in a feed to the broker, one request after the other, until the broker has the outcome.
struct DeliverySender: Sendable {
    let link: any BrokerLink
    let clock: any AgentClock
    let log: Logger

    /// How long progress waits for its turn after other progress: at most four reports of it in a second.
    private static let progressInterval = Duration.milliseconds(250)

    /// Returns when the broker has the outcome, or will never have it, or the feed was abandoned.
    /// - Parameter cancel: Called when the broker wants the instruction cancelled.
    func drain(_ feed: DeliveryFeed, cancel: @Sendable () -> Void) async throws(AgentFailure) {
        var failures = 0
        while !Task.isCancelled, let step = await feed.next() {
            do throws(LinkError) {
                switch step {
                case .append(let octets, let stream, let offset):
                    let reached = try await link.append(
                        octets, to: stream, of: feed.transaction, attempt: feed.attempt, offset: offset)
                    await feed.resume(stream, at: reached)
                case .report(let events):
                    try await report(events, of: feed, cancel)
                }
                failures = 0
            } catch {
                switch error.meaning {
                case .stop(let failure): throw failure
                case .retry(let after):
                    failures += 1
                    await pause(feed, error, Backoff.delay(failures: failures, retryAfter: after, random: clock.random()))
                case .renew:
                    // The session sees to the renewal.
                    failures += 1
                    await pause(feed, error, Backoff.delay(failures: failures, random: clock.random()))
                case .quarantined(let after):
                    failures += 1
                    await pause(
                        feed, error, Backoff.quarantine(failures: failures, retryAfter: after, random: clock.random()))
                case .refused(let problem):
                    failures += 1
                    await refused(step, of: feed, problem, failures, cancel)
                }
            }
        }
    }

    private func pause(_ feed: DeliveryFeed, _ error: LinkError, _ duration: Duration) async {
        log.warning("\(feed.transaction): \(error)")
        await clock.sleep(for: duration)
    }

    private func report(
        _ events: [ReportEvent], of feed: DeliveryFeed, _ cancel: @Sendable () -> Void
    ) async throws(LinkError) {
        let response = try await link.report(feed.transaction, ReportRequest(attempt: feed.attempt, events: events))
        if response.cancel { cancel() }
        let isOver = await feed.acknowledge(response.acknowledged)
        guard !isOver, events.contains(where: { if case .progress = $0.content { true } else { false } }) else { return }
        let clock = clock
        Task {
            await clock.sleep(for: Self.progressInterval)
            await feed.makeProgressDue()
        }
    }

    private func refused(
        _ step: DeliveryFeed.Step, of feed: DeliveryFeed, _ problem: Problem, _ failures: Int, _ cancel: @Sendable () -> Void
    ) async {
        let what = "\(feed.transaction), attempt \(feed.attempt)"
        switch (problem.kind, step) {
        case (.finished, _), (.staleAttempt, _), (.notFound, _), (.expired, _), (.cancelled, _):
            if problem.kind == .cancelled { cancel() }
            log.warning("the broker wants no more of \(what): \(problem)")
            await feed.end()
        case (.outputQuota, .append(_, let stream, _)):
            log.warning("\(stream.rawValue) of \(what) is cut: \(problem)")
            if case .integer(let offset)? = problem.members["offset"] { await feed.resume(stream, at: max(0, Int(offset))) }
            await feed.cut(stream)
        case (.outputMissing, .report) where failures < 5:
            for (stream, offset) in problem.outputOffsets { await feed.resume(stream, at: offset) }
        case (_, .append(_, let stream, _)):
            log.error("the broker refuses \(stream.rawValue) of \(what), which is cut: \(problem)")
            await feed.cut(stream)
        case (_, .report) where failures < 2:
            log.error("the broker refuses the report of \(what), which is reduced: \(problem)")
            await feed.reduceFinished(because: "the broker refused the full report: \(problem.detail)")
        case (_, .report):
            log.error("the broker refuses the report of \(what), which is given up: \(problem)")
            await feed.end()
        }
    }
}

extension Problem {
    /// Of a report that names output which the broker lacks: how much of each stream it has.
    var outputOffsets: [OutputStream: Int] {
        var offsets: [OutputStream: Int] = [:]
        for stream in OutputStream.allCases {
            guard case .integer(let offset)? = members["offsets"]?[stream.rawValue] else { continue }
            offsets[stream] = max(0, Int(offset))
        }
        return offsets
    }
}
