import AgentTestSupport
import BeckonWire
import Logging
import Synchronization

@testable import AgentCore

/// A broker, hosts and a machine's files, in which agents live one after the other.
struct AgentWorld: Sendable {
    let broker: FakeBrokerLink
    let hosts: FakeExecutorHosts
    let files = PowerCutFiles()
    let spool = MemorySpool()
    let clock: TestClock
    private let journalID: String
    private let policy: Policy

    /// Never over by time alone: what ends it is that everything is reported.
    private static let reportGrace = Duration.seconds(1000)

    /// - Parameter isFast: Instructions end before a fifth of a second is over.
    init(
        broker: FakeBrokerLink? = nil, clock: TestClock? = nil,
        journalID: String = "journal", isFast: Bool = false, policy: Policy = .allowsEverything,
        fate: @escaping @Sendable (FakeBrokerLink.Call) -> FakeBrokerLink.Fate = { _ in .answered },
        body: @escaping FakeExecutorHosts.Body = { _, _ in RunResult(outcome: .succeeded, exitCode: 0) }
    ) {
        self.broker = broker ?? FakeBrokerLink(fate: fate)
        self.journalID = journalID
        self.policy = policy
        hosts = FakeExecutorHosts(body)
        self.clock = clock ?? TestClock { $0 < Self.reportGrace && !(isFast && $0 == .milliseconds(200)) }
    }

    func openJournal() throws(StorageError) -> Journal {
        try Journal(files: files, at: clock.now, newID: journalID)
    }

    func makeAgent(rotation: Rotation? = nil) throws(StorageError) -> Agent {
        var settings = AgentSettings()
        settings.reportGrace = Self.reportGrace
        return Agent(
            link: broker, hosts: hosts, journal: try openJournal(), spool: spool,
            policy: PolicyCheck(policy, in: FakeSurroundings()), settings: settings, rotation: rotation,
            clock: clock, log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    }

    /// Runs an agent while `body` runs, then stops it.
    func running(_ body: @escaping @Sendable () async -> Void) async throws {
        let agent = try makeAgent()
        async let life: Void = agent.run()
        await body()
        agent.stop()
        try await life
    }

    /// Runs an agent until it cannot go on, or until everything has an outcome.
    func runUntilItFails(or transactions: [TransactionID]) async throws {
        guard let agent = try? makeAgent() else { return }
        let isOver = Flag()
        let life = Task {
            try? await agent.run()
            isOver.set()
            broker.askForCatalogue()
        }
        await broker.until { broker in
            isOver.isSet || transactions.allSatisfy { broker[$0]?.state.outcome != nil }
        }
        agent.stop()
        await life.value
    }
}

/// Something that has happened or has not.
final class Flag: Sendable {
    private let value = Mutex(false)
    var isSet: Bool { value.withLock { $0 } }
    func set() { value.withLock { $0 = true } }

    /// Returns once it has happened.
    func wait() async {
        while !isSet, !Task.isCancelled { await Task.yield() }
    }
}

/// True so many times, then false.
final class Once: Sendable {
    private let left: Mutex<Int>
    init(times: Int = 1) { left = Mutex(times) }
    func take() -> Bool {
        left.withLock { left in
            left -= 1
            return left >= 0
        }
    }
}

extension FakeBrokerLink {
    /// Waits until the transaction is finished and the agent has asked for more.
    func untilAsked(again transaction: TransactionID) async {
        await until { $0[transaction]?.state.outcome != nil && $0.parkedCount == 1 }
    }
}

extension FakeBrokerLink.Call {
    var kind: String {
        switch self {
        case .register: "register"
        case .availability: "availability"
        case .fetch: "fetch"
        case .append: "append"
        case .report: "report"
        case .renew: "renew"
        case .trust: "trust"
        }
    }
}
