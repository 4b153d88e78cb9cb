package import BeckonIdentity
import BeckonWire
package import Logging

/// Turns a zero certificate into this machine's own certificate.
///
/// The key and the zero certificate are on disk before the first request, and enrolment is idempotent by the key: however often it is
/// interrupted and repeated, the broker has one machine, and any later start of the agent goes on asking.
package struct Enrollment: Sendable {
    package enum Result: Hashable, Sendable {
        case enrolled(AgentIdentity)
        /// It had been before.
        case wasEnrolled(AgentIdentity)
    }

    package typealias Connect = (ZeroFile) throws(LinkError) -> any EnrollmentLink

    private let store: IdentityStore
    private let clock: any AgentClock
    private let log: Logger

    package init(store: IdentityStore, clock: any AgentClock, log: Logger) {
        self.store = store
        self.clock = clock
        self.log = log
    }

    /// - Parameters:
    ///   - name: Nil for `defaultName`, and for whatever name the machine has if it is enrolled.
    ///   - again: Set a machine that is enrolled up anew, with a new key: its old identity stays until it has the new one.
    ///   - connect: Makes the link, which is not needed where the machine is enrolled.
    package func enroll(
        with zero: ZeroFile, name: String?, defaultName: String, facts: [String: String], again: Bool = false,
        connect: Connect
    ) async throws(EnrollmentError) -> Result {
        do {
            let present = try await store.load()
            if let agent = present?.agent, !again {
                guard agent.subscriber == zero.identity.name.subscriber, name == nil || name == agent.name else {
                    throw EnrollmentError.enrolledOtherwise(agent)
                }
                return .wasEnrolled(agent)
            }
            let isUnderWay = try store.pendingEnrollment() != nil
            let pending = PendingEnrollment(zero: zero, name: name ?? present?.agent.name ?? defaultName)
            // The key of a renewal that was interrupted is known to the broker as the old identity's.
            let key = try await store.keyUnderWay(besides: present, isNew: present != nil && !isUnderWay)
            try store.begin(pending)
            return .enrolled(try await complete(pending, key, facts, connect))
        } catch {
            throw EnrollmentError(error)
        }
    }

    /// Goes on with an enrolment that an earlier process began.
    /// - Parameter present: The identity that the machine has meanwhile, if it has one.
    package func resume(
        _ pending: PendingEnrollment, besides present: MachineIdentity?, facts: [String: String], connect: Connect
    ) async throws(EnrollmentError) -> AgentIdentity {
        do {
            let key = try await store.keyUnderWay(besides: present)
            return try await complete(pending, key, facts, connect)
        } catch {
            throw EnrollmentError(error)
        }
    }

    private func complete(
        _ pending: PendingEnrollment, _ key: MachineKey, _ facts: [String: String], _ connect: Connect
    ) async throws -> AgentIdentity {
        let request = EnrollmentRequest(csr: try await key.certificateRequest(), name: pending.name, facts: facts)
        let link = try connect(pending.zero)
        let response = try await Self.finally(link.close) { try await ask(link, request) }
        let identity = try identity(of: response, key, pending)
        try store.put(identity)
        do { try await store.tidyUp(after: identity) } catch { log.warning("enrolled, with something left over: \(error)") }
        return identity.agent
    }

    /// Does `last` after `body`, however that ends.
    private static func finally<Value>(_ last: () async -> Void, _ body: () async throws -> Value) async throws -> Value {
        do {
            let value = try await body()
            await last()
            return value
        } catch {
            await last()
            throw error
        }
    }

    /// Asks until there is an answer: an approval may take long, and a broker may be down for a while.
    private func ask(_ link: any EnrollmentLink, _ request: EnrollmentRequest) async throws -> EnrollmentResponse {
        var failures = 0
        while !Task.isCancelled {
            do throws(LinkError) {
                switch try await link.enroll(request) {
                case .enrolled(let response): return response
                case .pending(let after):
                    log.notice("the enrolment of \(request.name) awaits an approval (beckon machine approve); asking again")
                    failures = 0
                    await clock.sleep(for: Backoff.delay(failures: 1, retryAfter: after ?? 10, random: clock.random()))
                }
            } catch {
                guard case .retry(let after) = error.meaning else {
                    // Nobody shall go on asking for what was refused; the key stays, so that a better zero certificate finds it.
                    try store.giveUpEnrollment()
                    throw error
                }
                failures += 1
                log.warning("\(error)")
                await clock.sleep(for: Backoff.delay(failures: failures, retryAfter: after, random: clock.random()))
            }
        }
        throw LinkError.unreachable("interrupted")
    }

    /// The broker is believed to be the one; this only finds a mistake before it is stored.
    private func identity(
        of response: EnrollmentResponse, _ key: MachineKey, _ pending: PendingEnrollment
    ) throws -> MachineIdentity {
        do throws(IdentityError) {
            let leaf = try ClientCertificate(pem: response.certificate)
            let now = clock.now
            let identity = try MachineIdentity(
                name: pending.name, brokers: pending.zero.brokers, certificate: response.certificate, key: key,
                trust: response.trust,
                renewal: RenewalPlan(renewIn: response.renewIn, certificate: leaf, obtained: now, random: clock.random()))
            let subscriber = pending.zero.identity.name.subscriber
            guard leaf.name == .machine(subscriber: subscriber, id: response.machine.description) else {
                throw IdentityError(
                    .invalidName, "the certificate is for \(leaf.name) and not for \(response.machine) of \(subscriber)")
            }
            if let doubt = ClockDoubt(of: leaf, now: now) { log.error("\(doubt)") }
            return identity
        } catch {
            throw LinkError.malformed("\(error)")
        }
    }
}
