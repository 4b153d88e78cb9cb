import BeckonIdentity
import BeckonWire
package import Logging
import Synchronization

/// Keeps this machine's identity alive beside its work: carries out what its rotation machine wants done.
package final class Rotation: Sendable {
    private let store: IdentityStore
    private let link: any BrokerLink
    private let clock: any AgentClock
    private let log: Logger
    private let identity: Mutex<MachineIdentity>
    private let plan: RenewalPlan
    private let events: AsyncStream<RotationEvent>
    private let tell: @Sendable (RotationEvent) -> Void

    /// - Parameter identity: The one in force, which `link` uses.
    package init(
        of identity: MachineIdentity, store: IdentityStore, link: any BrokerLink, clock: any AgentClock, log: Logger
    ) {
        self.store = store
        self.link = link
        self.clock = clock
        self.log = log
        self.identity = Mutex(identity)
        plan = identity.renewal ?? RenewalPlan(of: identity.leaf, random: clock.random())
        let (events, continuation) = AsyncStream.makeStream(of: RotationEvent.self)
        self.events = events
        tell = { continuation.yield($0) }
    }

    /// The identity in force.
    package var current: MachineIdentity { identity.withLock { $0 } }

    package func renew(isExpired: Bool) { tell(.renewalWanted(isExpired: isExpired)) }
    package func refreshTrust() { tell(.trustWanted) }

    /// Works until its task is cancelled. Call it once.
    /// - Parameter session: Hears of every change.
    func run(_ session: @escaping @Sendable (SessionEvent) -> Void) async {
        await withDiscardingTaskGroup { group in
            var machine = RotationMachine(plan: plan)
            var actions = machine.start(now: clock.now, random: clock.random())
            var iterator = events.makeAsyncIterator()
            while true {
                for action in actions { perform(action, &group, session) }
                guard let event = await iterator.next() else { break }
                actions = machine.handle(event, now: clock.now, random: clock.random())
            }
            group.cancelAll()
        }
    }

    private func perform(
        _ action: RotationAction, _ group: inout DiscardingTaskGroup, _ session: @Sendable (SessionEvent) -> Void
    ) {
        switch action {
        case .sleep(let duration, let number): group.addTask { [self] in await sleep(duration, then: .woke(number: number)) }
        case .pauseTrust(let duration): group.addTask { [self] in await sleep(duration, then: .trustPauseOver) }
        // Not in the thread that serves the connections: files are synced.
        case .renew: group.addTask(executorPreference: globalConcurrentExecutor) { [self] in tell(await renewOnce()) }
        case .checkTrust: group.addTask(executorPreference: globalConcurrentExecutor) { [self] in tell(await checkTrustOnce()) }
        case .tell(let reportsTrust): session(.credentialChanged(trust: reportsTrust ? current.trust.digest : nil))
        case .note(let text): log.info("\(text)")
        case .warn(let text): log.warning("\(text)")
        case .lose(let failure): session(.identityLost(failure))
        }
    }

    private func sleep(_ duration: Duration, then event: RotationEvent) async {
        await clock.sleep(for: duration)
        tell(event)
    }
}

// MARK: renewal

extension Rotation {
    /// Each step leaves one identity that works: the key is on disk before the broker hears of it, and the identity before it is used.
    /// Until then the old one works, and repeating the request with the same key brings the same certificate.
    func renewOnce() async -> RotationEvent {
        let old = current
        do throws(IdentityError) {
            let key = try await store.keyUnderWay(besides: old)
            let request = RenewalRequest(csr: try await key.certificateRequest())
            let response: EnrollmentResponse
            do { response = try await link.renew(request) } catch { return .notRenewed(.link(error)) }
            let new: MachineIdentity
            do { new = try renewed(old, response, key) } catch { return .notRenewed(.link(.malformed("\(error)"))) }
            try store.put(new)
            do { try await swap(to: new) } catch { return .notRenewed(.link(error)) }
            do { try await store.tidyUp(after: new) } catch { log.warning("renewed, with something left over: \(error)") }
            return .renewed(new.renewal ?? plan)
        } catch {
            return .notRenewed(.identity(error))
        }
    }

    private func renewed(
        _ old: MachineIdentity, _ response: EnrollmentResponse, _ key: MachineKey
    ) throws(IdentityError) -> MachineIdentity {
        let leaf = try ClientCertificate(pem: response.certificate)
        let now = clock.now
        if let doubt = ClockDoubt(of: leaf, now: now) { log.error("\(doubt)") }
        // The trust bundle of the answer waits until the broker asks for it by name: then it is judged first.
        return try old.renewed(
            certificate: response.certificate, key: key,
            renewal: RenewalPlan(renewIn: response.renewIn, certificate: leaf, obtained: now, random: clock.random()))
    }

    private func swap(to new: MachineIdentity) async throws(LinkError) {
        try await link.use(new.credential)
        identity.withLock { $0 = new }
    }
}

// MARK: trust

extension Rotation {
    func checkTrustOnce() async -> RotationEvent {
        let old = current
        do {
            let bundle = try TrustBundle(octets: try await link.trust())
            guard bundle != old.trust else { return .trustKept }
            let new = try old.trusting(bundle)
            // Whom the new bundle does not vouch for would be lost for good.
            try await link.probe(new.credential)
            try store.put(new)
            try await swap(to: new)
            return .trustChanged
        } catch let error as LinkError {
            return .trustRefused(.link(error))
        } catch let error as IdentityError {
            return .trustRefused(.identity(error))
        } catch {
            return .trustRefused(.link(.malformed("\(error)")))
        }
    }
}
