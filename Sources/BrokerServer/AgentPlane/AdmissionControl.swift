import BeckonWire
import Synchronization

/// Counts what all connections use together, and says when it is enough.
final class AdmissionControl: Sendable {
    private let limits: AgentPlaneLimits
    private let connections = Atomic(0)
    private let requests = Atomic(0)
    private let octets = Atomic(0)

    init(limits: AgentPlaneLimits) {
        self.limits = limits
    }

    func addConnection() -> Bool { Self.add(1, to: connections, atMost: limits.connections) }
    func removeConnection() { connections.subtract(1, ordering: .relaxed) }

    func addRequest() throws(Problem) {
        guard Self.add(1, to: requests, atMost: limits.requests) else { throw Self.busy }
    }
    func removeRequest() { requests.subtract(1, ordering: .relaxed) }

    func addOctets(_ count: Int) throws(Problem) {
        guard Self.add(count, to: octets, atMost: limits.bufferedOctets) else { throw Self.busy }
    }
    func removeOctets(_ count: Int) { octets.subtract(count, ordering: .relaxed) }

    private static func add(_ count: Int, to counter: borrowing Atomic<Int>, atMost limit: Int) -> Bool {
        guard counter.add(count, ordering: .relaxed).newValue <= limit else {
            counter.subtract(count, ordering: .relaxed)
            return false
        }
        return true
    }

    /// Spread over time, so that a fleet that was turned away does not come back as one.
    private static var busy: Problem {
        Problem(.unavailable, "the broker has as many requests as it can take", retryAfter: .random(in: 2...30))
    }
}
