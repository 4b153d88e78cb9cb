import BeckonIdentity
import BeckonWire
import BrokerCore
import BrokerServer
import FoundationEssentials
import Logging
import Synchronization

/// The broker's authority and the subscribers', with their keys: issues by the active ones, believes what any of them has issued, and takes
/// them from stage to stage without a restart.
///
/// Each step is in its file before anything is told of it; then the connections' verifier, the broker's own certificate and the trust bundle
/// follow.
final class Authorities: Sendable {
    private struct State {
        var broker: AuthoritySet {
            didSet { trust = broker.bundle }
        }
        var subscribers: [String: AuthoritySet]
        /// Of `broker`, kept because every availability request asks for it.
        private(set) var trust: String

        init(broker: AuthoritySet, subscribers: [String: AuthoritySet]) {
            self.broker = broker
            self.subscribers = subscribers
            trust = broker.bundle
        }
    }

    private let directory: DataDirectory
    private let state: Mutex<State>
    /// One step at a time: it writes a file in between.
    private let stepping = Mutex(())
    private let onChange: Mutex<@Sendable (AuthorityKind) -> Void>

    private static let lifetime: TimeInterval = 10 * 366 * 86_400

    init(directory: DataDirectory) throws {
        self.directory = directory
        state = Mutex(State(broker: try directory.brokerAuthority(), subscribers: try directory.subscriberAuthorities()))
        onChange = Mutex { _ in }
    }

    /// Called after each change, on the thread that made it.
    func whenChanged(_ body: @escaping @Sendable (AuthorityKind) -> Void) { onChange.withLock { $0 = body } }

    var broker: CertificateAuthority { state.withLock { $0.broker.active } }

    var subscribers: [String] { state.withLock { $0.subscribers.keys.sorted() } }

    func verifier() throws(IdentityError) -> PeerVerifier {
        let known = state.withLock { $0.subscribers }
        var authorities: [String: [[UInt8]]] = [:]
        for (name, set) in known {
            authorities[name] = try set.certificates.map { _, pem throws(IdentityError) in
                try CertificateAuthority.facts(ofPEM: pem).certificateDER
            }
        }
        return try PeerVerifier(authorities: authorities)
    }

    /// Takes up authorities of subscribers that were made since (`beckon-broker subscriber create`). Answers their names.
    func takeUpNew() throws -> [String] {
        let found = try directory.subscriberAuthorities()
        let new = state.withLock { state in
            let new = found.filter { state.subscribers[$0.key] == nil }
            state.subscribers.merge(new) { known, _ in known }
            return new.keys.sorted()
        }
        if !new.isEmpty { onChange.withLock { $0 }(.subscriber) }
        return new
    }

    private func set(_ kind: AuthorityKind, _ subscriber: String) throws(Problem) -> AuthoritySet {
        let set = state.withLock { kind == .broker ? $0.broker : $0.subscribers[subscriber] }
        guard let set else { throw Problem(.internalError, "the broker has no authority of subscriber \(subscriber)") }
        return set
    }
}

extension Authorities: CertificateIssuer {
    /// PEM bundle of the broker's authorities at every stage: whom clients are to trust.
    var trust: String { state.withLock { $0.trust } }

    func issue(
        _ name: PeerName, to request: CertificateRequest, at now: Timestamp, lifetime: Int
    ) throws(Problem) -> Issuance {
        let authority = try set(.subscriber, name.subscriber).active
        return try AuthorityIssuer(authorities: [name.subscriber: authority], trust: trust)
            .issue(name, to: request, at: now, lifetime: lifetime)
    }

}

extension Authorities: AuthorityKeeper {
    func certificates(of kind: AuthorityKind, _ subscriber: String) throws(Problem) -> [AuthorityView.Certificate] {
        let set = try set(kind, subscriber)
        do throws(IdentityError) {
            return try set.certificates.map { stage, pem throws(IdentityError) in
                let facts = try CertificateAuthority.facts(ofPEM: pem)
                return AuthorityView.Certificate(
                    stage: stage, fingerprint: facts.fingerprint, expiresAt: Timestamp(facts.notAfter))
            }
        } catch {
            throw Problem(.internalError, "an authority cannot be read: \(error)")
        }
    }

    func take(_ step: AuthorityStep, of kind: AuthorityKind, _ subscriber: String, at now: Timestamp) throws(Problem) {
        let result = stepping.withLock { _ in
            Result { () throws(Problem) in try takeAlone(step, of: kind, subscriber, at: now) }
        }
        try result.get()
        onChange.withLock { $0 }(kind)
    }

    private func takeAlone(
        _ step: AuthorityStep, of kind: AuthorityKind, _ subscriber: String, at now: Timestamp
    ) throws(Problem) {
        let set = try set(kind, subscriber)
        try AuthorityRotation.check(step, set.stages, of: kind)
        let taken: AuthoritySet
        do {
            taken = try set.taking(step) { () throws(IdentityError) in
                switch kind {
                case .broker: try .broker(now: now.date, lifetime: Self.lifetime)
                case .subscriber: try .subscriber(subscriber, now: now.date, lifetime: Self.lifetime)
                }
            }
            switch kind {
            case .broker: try directory.writeBrokerAuthority(taken)
            case .subscriber: try directory.writeSubscriberAuthority(taken, of: subscriber)
            }
        } catch {
            throw Problem(.internalError, "the authority could not be written: \(error)", hint: "nothing has changed")
        }
        state.withLock { state in
            switch kind {
            case .broker: state.broker = taken
            case .subscriber: state.subscribers[subscriber] = taken
            }
        }
    }

    func isIssuedByActive(_ certificate: String, of subscriber: String) -> Bool {
        guard let authority = state.withLock({ $0.subscribers[subscriber]?.active }) else { return false }
        return authority.hasIssued(certificate)
    }
}
