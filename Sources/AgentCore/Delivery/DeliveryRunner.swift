import BeckonWire
import Logging

/// One transaction from the third request to the acknowledged outcome.
struct DeliveryRunner: Sendable {
    let link: any BrokerLink
    let hosts: any ExecutorHosts
    let journal: Journal
    let spool: any SpoolFiles
    let check: InstructionCheck
    let policy: PolicyCheck
    let settings: AgentSettings
    let clock: any AgentClock
    let log: Logger
    /// Where its tasks run; nil for the global pool.
    let executor: (any TaskExecutor)?
    let tell: @Sendable (SessionEvent) -> Void

    /// How long an instruction may take until its start is reported by itself.
    private static let startedDelay = Duration.milliseconds(200)
    /// And how much longer until it is no longer brisk (WIRE: half a second).
    private static let briskDelay = Duration.milliseconds(300)

    /// Fetches a transaction, runs it and reports it.
    func perform(_ transaction: TransactionID, _ session: AgentSession, _ handle: RunHandle) async {
        let order: FetchResponse
        do throws(LinkError) {
            order = try await link.fetch(transaction, FetchRequest(session: session))
            guard order.transaction == transaction else {
                throw LinkError.malformed("\(transaction) was fetched and \(order.transaction) came")
            }
        } catch {
            return tell(.notFetched(transaction, error))
        }
        if let known = await journal.attempt(of: transaction), order.attempt <= known {
            await conclude(makeFeed(transaction, order.attempt, isFirstLife: false)) { feed throws(AgentFailure) in
                try await reportAgain(order, feed)
            }
        } else {
            await conclude(makeFeed(transaction, order.attempt)) { feed throws(AgentFailure) in
                try await carryOut(order, feed, handle)
            }
        }
    }

    /// Reports what an earlier life of the agent left: its outcome, or that nobody saw it.
    func resume(_ entry: JournalEntry, _ segments: [SpoolSegment: Int]) async {
        await conclude(makeFeed(entry.transaction, entry.attempt, isFirstLife: false)) { feed throws(AgentFailure) in
            await feed.recover(segments)
            if let event = entry.finished {
                await feed.restore(finished: event)
                await feed.send(finished: event)
            } else {
                await close(
                    feed,
                    RunResult(
                        outcome: .unknown,
                        message: "the agent was interrupted while this may have been running; nobody saw how it ended"))
            }
            try await send(feed, cancel: {})
        }
    }

    private func conclude(
        _ feed: DeliveryFeed, _ body: (DeliveryFeed) async throws(AgentFailure) -> Void
    ) async {
        if let failure = await Self.failure(of: { () async throws(AgentFailure) in try await body(feed) }) {
            tell(.failed(feed.transaction, failure))
        } else {
            tell(.acknowledged(feed.transaction, mayComeAgain: await feed.outcome == .unknown))
        }
    }

    private static func failure(of body: () async throws(AgentFailure) -> Void) async -> AgentFailure? {
        do {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    // MARK: running

    private func carryOut(
        _ order: FetchResponse, _ feed: DeliveryFeed, _ handle: RunHandle
    ) async throws(AgentFailure) {
        let timer = startTimer(feed)
        defer { timer.cancel() }
        let failure = await withTaskGroup(of: AgentFailure?.self) { group -> AgentFailure? in
            group.addTask {
                await Self.failure { () async throws(AgentFailure) in
                    try await send(feed, cancel: { handle.end(.cancelled) })
                }
            }
            group.addTask {
                await Self.failure { () async throws(AgentFailure) in try await run(order, feed, handle) }
            }
            for await case let failure? in group {
                handle.end(.agentStopped)
                await feed.abandon()
                return failure
            }
            return nil
        }
        if let failure { throw failure }
    }

    private func run(_ order: FetchResponse, _ feed: DeliveryFeed, _ handle: RunHandle) async throws(AgentFailure) {
        if let refusal = check.refusal(of: order.instruction) ?? policy.refusal(of: order, at: clock.now) {
            log.notice("\(order.transaction) is rejected: \(refusal)")
            return await finish(order, feed, RunResult(outcome: .rejected, message: refusal))
        }
        do {
            // From here on it may have started: durable before the host hears of it.
            try await journal.commit(.fetched(order: order))
        } catch {
            guard error.code == .notSynced else {
                return await finish(order, feed, RunResult(outcome: .rejected, message: "not run: \(error)"))
            }
            throw AgentFailure(.journal, "\(order.transaction) was not run: \(error)")
        }
        await feed.started(at: clock.now)
        let observer = FeedObserver(feed: feed, journal: journal, clock: clock, log: log)
        let result = await handle.run { await hosts.run(RunOrder(order), observer: observer) }
        await finish(order, feed, Self.outcome(of: result, order, handle.reason))
    }

    /// An instruction that was killed because the agent stops did not end as `cancelled`: nobody cancelled it.
    private static func outcome(of result: RunResult?, _ order: FetchResponse, _ reason: RunHandle.Reason?) -> RunResult {
        let result = result ?? RunResult(outcome: .cancelled, message: "ended before it was started")
        guard result.outcome == .cancelled, reason == .agentStopped else { return result }
        return RunResult(
            outcome: order.onInterruption == .rerun ? .unknown : .failed, exitCode: result.exitCode,
            message: "the agent was stopped and ended it")
    }

    private func finish(_ order: FetchResponse, _ feed: DeliveryFeed, _ result: RunResult) async {
        await close(feed, result)
        tell(.ended(order.transaction))
    }

    private func close(_ feed: DeliveryFeed, _ result: RunResult) async {
        let event = await feed.finish(result, at: clock.now)
        do {
            try await journal.append(.finished(transaction: feed.transaction, attempt: feed.attempt, event: event))
        } catch {
            log.error("the outcome of \(feed.transaction) is not in the journal: \(error)")
        }
        await feed.send(finished: event)
    }

    // MARK: reporting

    /// A transaction of which the broker gives out an attempt that was made: the broker's store was put back. Never run again.
    private func reportAgain(_ order: FetchResponse, _ feed: DeliveryFeed) async throws(AgentFailure) {
        log.warning("\(order.transaction), attempt \(order.attempt), has been fetched before; it is reported, not run")
        let tombstone = await journal.tombstone(of: order.transaction)
        let outcome = tombstone?.attempt == order.attempt ? tombstone?.outcome : nil
        let result = RunResult(
            outcome: outcome ?? .unknown, exitCode: outcome == nil ? nil : tombstone?.exitCode,
            message: "this attempt was over already; its output and its result are no longer on the machine")
        await feed.send(finished: feed.finish(result, at: clock.now))
        tell(.ended(order.transaction))
        try await drain(feed, cancel: {})
    }

    private func send(_ feed: DeliveryFeed, cancel: @Sendable () -> Void) async throws(AgentFailure) {
        try await drain(feed, cancel: cancel)
        guard await feed.isSettled else { return }
        do {
            try await journal.append(
                .acknowledged(transaction: feed.transaction, attempt: feed.attempt, at: clock.now))
            try await journal.compactIfGrown(at: clock.now)
        } catch {
            log.error("the journal does not know that \(feed.transaction) is over: \(error)")
        }
    }

    /// Ends when the broker has the outcome, or when the agent ends.
    private func drain(_ feed: DeliveryFeed, cancel: @Sendable () -> Void) async throws(AgentFailure) {
        let sender = DeliverySender(link: link, clock: clock, log: log)
        let failure = await withTaskCancellationHandler {
            await Self.failure { () async throws(AgentFailure) in try await sender.drain(feed, cancel: cancel) }
        } onCancel: {
            Task { await feed.abandon() }
        }
        if let failure { throw failure }
    }

    private func makeFeed(_ transaction: TransactionID, _ attempt: Int, isFirstLife: Bool = true) -> DeliveryFeed {
        DeliveryFeed(
            transaction: transaction, attempt: attempt, files: spool, settings: settings,
            firstSeq: isFirstLife ? 1 : ReportQueue.firstSeqAfterRestart)
    }

    private func startTimer(_ feed: DeliveryFeed) -> Task<Void, Never> {
        Task(executorPreference: executor) {
            await clock.sleep(for: Self.startedDelay)
            guard !Task.isCancelled else { return }
            await feed.makeStartedDue()
            await clock.sleep(for: Self.briskDelay)
            guard !Task.isCancelled else { return }
            tell(.outlasted(feed.transaction))
        }
    }
}

extension RunOrder {
    init(_ order: FetchResponse) {
        self.init(
            transaction: order.transaction, attempt: order.attempt, instruction: order.instruction, timeout: order.timeout,
            traceparent: order.traceparent)
    }
}
