package import BeckonIdentity
package import BeckonWire
package import BrokerCore
import Synchronization

/// Issues a line of text that says what was asked for, and keeps authorities that are lines of text too.
package final class FakeIssuer: CertificateIssuer, AuthorityKeeper {
    private let stages = Mutex([AuthorityKind.broker: ["1": AuthorityStage.active], .subscriber: ["1": .active]])

    package init() {}

    /// One line for each certificate of the broker's authority, the active one first.
    package var trust: String {
        let names = stages.withLock { $0[.broker] ?? [:] }.sorted {
            ($0.value != .active ? 1 : 0, $0.key) < ($1.value != .active ? 1 : 0, $1.key)
        }
        return names.map { "trust \($0.key)\n" }.joined()
    }

    package func issue(
        _ name: PeerName, to request: CertificateRequest, at now: Timestamp, lifetime: Int
    ) throws(Problem) -> Issuance {
        Issuance(
            certificate: "\(name.uri) from \(now) by \(active(.subscriber))\n",
            serial: "\(request.fingerprint.prefix(16))\(now.milliseconds)",
            expiresAt: now.adding(seconds: lifetime))
    }

    package func certificates(of kind: AuthorityKind, _ subscriber: String) -> [AuthorityView.Certificate] {
        stages.withLock { $0[kind] ?? [:] }.sorted { $0.key < $1.key }
            .map { AuthorityView.Certificate(stage: $0.value, fingerprint: $0.key, expiresAt: Records.noon) }
    }

    package func take(
        _ step: AuthorityStep, of kind: AuthorityKind, _ subscriber: String, at now: Timestamp
    ) throws(Problem) {
        try AuthorityRotation.check(step, Set(certificates(of: kind, subscriber).map(\.stage)), of: kind)
        stages.withLock { stages in
            var known = stages[kind] ?? [:]
            switch step {
            case .prepare: known["\((known.keys.compactMap { Int($0) }.max() ?? 0) + 1)"] = .next
            case .activate: known = known.mapValues { $0 == .next ? .active : .previous }
            case .retire: known = known.filter { $0.value != .previous }
            }
            stages[kind] = known
        }
    }

    package func isIssuedByActive(_ certificate: String, of subscriber: String) -> Bool {
        certificate.hasSuffix(" by \(active(.subscriber))\n")
    }

    private func active(_ kind: AuthorityKind) -> String {
        stages.withLock { $0[kind]?.first { $0.value == .active }?.key ?? "" }
    }
}
