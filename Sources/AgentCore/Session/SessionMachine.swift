package import BeckonWire

/// What an agent asks its broker and when, without sockets and without a clock: events in, actions out.
///
/// At most one availability request is open. An offer is fetched only as far as it can be started at once. While an instruction
/// is brisk (fetched less than half a second ago, and its outcome not yet acknowledged) no new availability request is made:
/// the connection that is open serves the fetch and the report, and most instructions need no second one.
package struct SessionMachine: Sendable {
    enum Phase: Hashable, Sendable {
        /// The catalogue is on its way. Next: `resting`, `pausing`, `stopping`.
        case registering
        /// Nothing is asked. Next: `asking` once nothing is brisk, `registering`, `pausing`, `stopping`.
        case resting
        /// The availability request is open, parked perhaps. Next: `resting`, `registering`, `pausing`, `stopping`.
        case asking(capacity: Int, isWithdrawn: Bool)
        /// A failure is being waited out. Next: `resting`, `registering`, `renewing`, `stopping`.
        case pausing
        /// The certificate has expired: nothing is asked before there is another. Next: `resting`, `stopping`.
        case renewing
        /// Nothing new is taken; what runs may end. Next: `killing`, `over`.
        case draining
        /// What still runs is being killed, and outcomes are being reported. Next: `over`.
        case killing
        /// The end.
        case over
    }

    /// A transaction whose outcome the broker has not acknowledged.
    struct Held: Hashable, Sendable {
        /// It runs, or is about to.
        var occupiesSlot: Bool
        var isBrisk: Bool
        var isCancelling = false
    }

    var phase = Phase.registering
    private(set) var held: [TransactionID: Held]
    private let settings: AgentSettings
    private let journal: String
    private let run: Int
    private var seq = 0
    private var failures = 0
    private var mustRegister = true
    /// Of the catalogue, once the broker has it; without it the broker never asks for the catalogue.
    private var catalogueDigest: String?
    /// Of the trust bundle in use; nil where the broker shall not ask for it.
    var trust: String?
    /// Answers in a row that asked for a credential, and brought nothing else.
    var credentialWishes = 0
    /// Requests in a row that were refused because the machine is quarantined.
    var quarantines = 0
    private var failure: AgentFailure?

    /// - Parameters:
    ///   - recovered: What an earlier life left unacknowledged; it is being reported and takes no slot.
    ///   - trust: `sha256:…` of the trust bundle in use.
    package init(
        settings: AgentSettings, journal: String, run: Int, recovered: [TransactionID], trust: String? = nil
    ) {
        self.settings = settings
        self.trust = trust
        self.journal = journal
        self.run = run
        held = Dictionary(uniqueKeysWithValues: recovered.map { ($0, Held(occupiesSlot: false, isBrisk: false)) })
    }

    /// The first actions.
    /// - Parameter isExpired: The certificate has, and is to be renewed before anything else.
    package mutating func start(isExpired: Bool = false) -> [SessionAction] {
        guard isExpired else { return moveOn() }
        phase = .renewing
        return [.renew(isExpired: true)]
    }

    /// - Parameter random: In 0..<1, for jitter; drawn for a pause alone, because each number is a system call.
    package mutating func handle(_ event: SessionEvent, random: @autoclosure () -> Double) -> [SessionAction] {
        guard phase != .over else { return [] }
        switch event {
        case .registered(let digest): return registered(digest)
        case .notRegistered(let error): return notRegistered(error, random)
        case .answered(let response, let isQuick): return answered(response, isQuick, random)
        case .notAnswered(let error): return notAnswered(error, random)
        case .notFetched(let transaction, let error): return notFetched(transaction, error, random)
        case .outlasted(let transaction):
            held[transaction]?.isBrisk = false
            return moveOn()
        case .ended(let transaction): return ended(transaction)
        case .acknowledged(let transaction, let mayComeAgain): return acknowledged(transaction, mayComeAgain)
        case .pauseOver:
            guard phase == .pausing else { return [] }
            phase = .resting
            return moveOn()
        case .failed(let transaction, let failure):
            held[transaction] = nil
            return stop(because: failure) + moveOn()
        case .credentialChanged(let trust): return credentialChanged(trust)
        case .identityLost(let failure): return stop(because: failure)
        case .stopRequested: return stop(because: nil)
        case .graceOver: return graceOver()
        }
    }
}

// MARK: the catalogue and availability

extension SessionMachine {
    private var freeSlots: Int { max(0, settings.capacity - held.values.count { $0.occupiesSlot }) }

    /// The next request, if this is the time for one.
    mutating func moveOn() -> [SessionAction] {
        switch phase {
        case .registering, .resting:
            if mustRegister {
                mustRegister = false
                phase = .registering
                return [.register]
            }
            guard phase == .resting, !held.values.contains(where: \.isBrisk) else { return [] }
            return ask()
        case .asking, .pausing, .renewing, .over: return []
        case .draining, .killing: return endIfIdle()
        }
    }

    private mutating func ask() -> [SessionAction] {
        let capacity = freeSlots
        phase = .asking(capacity: capacity, isWithdrawn: false)
        let cancelling = held.filter(\.value.isCancelling).keys.sorted()
        return [
            .ask(
                AvailabilityRequest(
                    capacity: capacity, holding: Array(held.keys.sorted().prefix(Bounds.holding)), wait: settings.wait,
                    cancelling: cancelling.isEmpty ? nil : cancelling, executors: catalogueDigest,
                    trust: trust, session: nextSession()))
        ]
    }

    private mutating func nextSession() -> AgentSession {
        seq += 1
        return AgentSession(journal: journal, run: run, seq: seq)
    }

    private mutating func registered(_ digest: String) -> [SessionAction] {
        failures = 0
        catalogueDigest = digest
        return endQuarantine() + rest()
    }

    private mutating func notRegistered(_ error: LinkError, _ random: () -> Double) -> [SessionAction] {
        switch error.meaning {
        case .stop(let failure): return stop(because: failure)
        case .retry(let after):
            mustRegister = true
            return pause(error, after, random)
        case .renew:
            mustRegister = true
            return awaitRenewal(error)
        case .quarantined(let after):
            mustRegister = true
            return quarantine(error, after, random)
        case .refused:
            // Without a digest the broker does not ask again; it rejects what it cannot match to a schema.
            catalogueDigest = nil
            return [.warn("the broker refuses the catalogue of executors: \(error)")] + rest()
        }
    }

    private mutating func answered(_ response: AvailabilityResponse, _ isQuick: Bool, _ random: () -> Double) -> [SessionAction] {
        guard case .asking(let capacity, let isWithdrawn) = phase else { return [] }
        failures = 0
        phase = .resting
        var actions = endQuarantine() + cancel(response.cancel ?? [])
        switch response.next {
        case .fetch: actions += fetch(response.transactions, capacity: capacity)
        case .register: mustRegister = true
        case .availability: break
        case .renew: actions.append(.renew(isExpired: false))
        case .trust: actions.append(.refreshTrust)
        }
        credentialWishes = response.next == .renew || response.next == .trust ? credentialWishes + 1 : 0
        // An answer at once that brings nothing: not asked again at once, or two machines would only keep each other busy.
        guard isQuick, !actions.contains(where: \.isWork), !mustRegister, !isWithdrawn else { return actions + moveOn() }
        phase = .pausing
        return actions + [.pause(Backoff.delay(failures: max(1, credentialWishes), random: random()))]
    }

    private mutating func notAnswered(_ error: LinkError, _ random: () -> Double) -> [SessionAction] {
        guard case .asking(_, let isWithdrawn) = phase else { return [] }
        phase = .resting
        switch error.meaning {
        case .stop(let failure): return stop(because: failure)
        case .renew: return awaitRenewal(error)
        case .quarantined(let after): return quarantine(error, after, random)
        case .retry(let after): return isWithdrawn ? moveOn() : pause(error, after, random)
        case .refused: return isWithdrawn ? moveOn() : pause(error, nil, random)
        }
    }

    private mutating func rest() -> [SessionAction] {
        if phase == .registering { phase = .resting }
        return moveOn()
    }

    private mutating func pause(_ error: LinkError, _ after: Int?, _ random: () -> Double) -> [SessionAction] {
        switch phase {
        case .registering, .resting:
            failures += 1
            phase = .pausing
            return [.warn("\(error)"), .pause(Backoff.delay(failures: failures, retryAfter: after, random: random()))]
        case .asking, .pausing, .renewing, .draining, .killing, .over: return []
        }
    }
}

// MARK: transactions

extension SessionMachine {
    private mutating func fetch(_ offered: [TransactionID], capacity: Int) -> [SessionAction] {
        var actions: [SessionAction] = []
        for transaction in offered where held[transaction] == nil && actions.count < capacity && freeSlots > 0 {
            held[transaction] = Held(occupiesSlot: true, isBrisk: true)
            actions.append(.fetch(transaction, nextSession()))
        }
        return actions
    }

    private mutating func cancel(_ transactions: [TransactionID]) -> [SessionAction] {
        transactions.compactMap { transaction in
            guard let one = held[transaction], one.occupiesSlot, !one.isCancelling else { return nil }
            held[transaction]?.isCancelling = true
            return .cancel(transaction)
        }
    }

    private mutating func notFetched(_ id: TransactionID, _ error: LinkError, _ random: () -> Double) -> [SessionAction] {
        held[id] = nil
        // What was refused is somebody else's by now, or cancelled; a later availability request shows that it is not held.
        switch error.meaning {
        case .stop(let failure): return stop(because: failure)
        case .renew: return awaitRenewal(error)
        case .quarantined(let after): return quarantine(error, after, random)
        case .retry(let after): return pause(error, after, random) + moveOn()
        case .refused: return pause(error, nil, random) + moveOn()
        }
    }

    private mutating func ended(_ transaction: TransactionID) -> [SessionAction] {
        held[transaction]?.occupiesSlot = false
        guard case .asking(capacity: 0, _) = phase, freeSlots > 0 else { return [] }
        // The open request says that nothing can be taken, which was true when it was made.
        return withdraw()
    }

    private mutating func acknowledged(_ transaction: TransactionID, _ mayComeAgain: Bool) -> [SessionAction] {
        held[transaction] = nil
        // The open request may say that it is held, and what is held is not offered.
        return (mayComeAgain ? withdraw() : []) + moveOn()
    }

    /// Gives up the open request, to ask anew.
    mutating func withdraw() -> [SessionAction] {
        guard case .asking(let capacity, isWithdrawn: false) = phase else { return [] }
        phase = .asking(capacity: capacity, isWithdrawn: true)
        return [.withdraw]
    }
}

// MARK: the end

extension SessionMachine {
    private mutating func stop(because failure: AgentFailure?) -> [SessionAction] {
        switch phase {
        case .draining, .killing, .over: return []
        case .registering, .resting, .asking, .pausing, .renewing: break
        }
        self.failure = failure
        let actions = withdraw()
        let mayGoOn = failure == nil && held.values.contains { $0.occupiesSlot }
        phase = .draining
        if mayGoOn { return actions + [.awaitGrace(settings.stopGrace)] }
        return actions + graceOver()
    }

    private mutating func graceOver() -> [SessionAction] {
        switch phase {
        case .draining:
            phase = .killing
            return [.killAll, .awaitGrace(settings.reportGrace)] + endIfIdle()
        case .killing: return end()
        case .registering, .resting, .asking, .pausing, .renewing, .over: return []
        }
    }

    private mutating func endIfIdle() -> [SessionAction] { held.isEmpty ? end() : [] }

    private mutating func end() -> [SessionAction] {
        phase = .over
        return [.end(failure)]
    }
}
