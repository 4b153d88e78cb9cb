import BeckonIdentity
import BeckonWire
import Crypto
package import Logging

/// A machine's agent, from its start to its end: carries out what its session machine wants done.
package struct Agent: Sendable {
    private let link: any BrokerLink
    private let hosts: any ExecutorHosts
    private let journal: Journal
    private let spool: any SpoolFiles
    private let policy: PolicyCheck
    private let settings: AgentSettings
    /// Nil where the identity is not this agent's to renew.
    private let rotation: Rotation?
    private let clock: any AgentClock
    private let log: Logger
    /// Where its tasks run; nil for the global pool.
    private let executor: (any TaskExecutor)?
    private let events: AsyncStream<SessionEvent>
    private let tell: @Sendable (SessionEvent) -> Void

    package init(
        link: any BrokerLink, hosts: any ExecutorHosts, journal: Journal, spool: any SpoolFiles, policy: PolicyCheck,
        settings: AgentSettings, rotation: Rotation? = nil, clock: any AgentClock, log: Logger,
        executor: (any TaskExecutor)? = nil
    ) {
        self.link = link
        self.hosts = hosts
        self.journal = journal
        self.spool = spool
        self.policy = policy
        self.settings = settings
        self.rotation = rotation
        self.clock = clock
        self.log = log
        self.executor = executor
        let (events, continuation) = AsyncStream.makeStream(of: SessionEvent.self)
        self.events = events
        tell = { continuation.yield($0) }
    }

    /// Asks the agent to end: what runs may go on for a moment, `run` then returns.
    package func stop() { tell(.stopRequested) }

    /// Works until it is stopped, or cannot go on. Call it once.
    package func run() async throws(AgentFailure) {
        try await withTaskExecutorPreference(executor) { () async throws(AgentFailure) in try await work() }
    }

    private func work() async throws(AgentFailure) {
        await hosts.sweep(journal.leftovers)
        let leftOutput = takeLeftOutput()
        let failure = await withDiscardingTaskGroup { group -> AgentFailure? in
            let runner = makeRunner()
            for entry in journal.recovered {
                group.addTask { await runner.resume(entry, leftOutput) }
            }
            return await serve(runner, &group)
        }
        if let failure { throw failure }
    }

    private func serve(_ runner: DeliveryRunner, _ group: inout DiscardingTaskGroup) async -> AgentFailure? {
        let identity = rotation?.current
        var machine = SessionMachine(
            settings: settings, journal: journal.id, run: journal.run, recovered: journal.recovered.map(\.transaction),
            trust: identity?.trust.digest)
        if let rotation { group.addTask { await rotation.run(tell) } }
        var running: [TransactionID: RunHandle] = [:]
        var asking: Task<Void, Never>?
        var actions = machine.start(isExpired: identity?.isExpired(at: clock.now) ?? false)
        var iterator = events.makeAsyncIterator()
        while true {
            for action in actions {
                switch action {
                case .register: group.addTask { await register() }
                case .ask(let request): asking = Task(executorPreference: executor) { await ask(request) }
                case .withdraw: asking?.cancel()
                case .fetch(let transaction, let session):
                    let handle = RunHandle(executor: executor)
                    running[transaction] = handle
                    group.addTask { await runner.perform(transaction, session, handle) }
                case .cancel(let transaction): running[transaction]?.end(.cancelled)
                case .pause(let duration): group.addTask { await sleep(duration, then: .pauseOver) }
                case .awaitGrace(let duration): group.addTask { await sleep(duration, then: .graceOver) }
                case .killAll: for handle in running.values { handle.end(.agentStopped) }
                case .renew(let isExpired): rotation?.renew(isExpired: isExpired)
                case .refreshTrust: rotation?.refreshTrust()
                case .note(let text): log.notice("\(text)")
                case .warn(let text): log.warning("\(text)")
                case .end(let failure):
                    asking?.cancel()
                    group.cancelAll()
                    return failure
                }
            }
            guard let event = await iterator.next() else { return nil }
            if case .acknowledged(let transaction, _) = event { running[transaction] = nil }
            if case .notFetched(let transaction, _) = event { running[transaction] = nil }
            actions = machine.handle(event, random: clock.random())
        }
    }

    private func register() async {
        let octets = WireJSON.encode(hosts.catalogue)
        do throws(LinkError) {
            try await link.register(octets)
            tell(.registered(digest: "sha256:" + Hexadecimal.text(SHA256.hash(data: octets))))
        } catch {
            tell(.notRegistered(error))
        }
    }

    private func ask(_ request: AvailabilityRequest) async {
        let begin = clock.now
        do throws(LinkError) {
            let response = try await link.availability(request)
            tell(.answered(response, isQuick: begin.seconds(until: clock.now) < 1))
        } catch {
            tell(.notAnswered(error))
        }
    }

    private func sleep(_ duration: Duration, then event: SessionEvent) async {
        await clock.sleep(for: duration)
        tell(event)
    }

    private func makeRunner() -> DeliveryRunner {
        DeliveryRunner(
            link: link, hosts: hosts, journal: journal, spool: spool, check: InstructionCheck(catalogue: hosts.catalogue),
            policy: policy, settings: settings, clock: clock, log: log, executor: executor, tell: tell)
    }

    /// Output of what is still to be reported. That of anything else is nobody's any more, and goes.
    private func takeLeftOutput() -> [SpoolSegment: Int] {
        let held = Set(journal.recovered.map(\.transaction))
        do {
            let (kept, stray) = try spool.segments().partitioned { held.contains($0.key.transaction) }
            for segment in stray.keys { spool.remove(segment) }
            return kept
        } catch {
            log.error("the output of an earlier life is lost: \(error)")
            return [:]
        }
    }
}

extension Dictionary {
    fileprivate func partitioned(by condition: (Element) -> Bool) -> (matching: Self, others: Self) {
        (filter(condition), filter { !condition($0) })
    }
}
