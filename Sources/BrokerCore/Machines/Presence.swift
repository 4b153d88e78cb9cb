import BeckonWire
import Synchronization

/// When each machine was last heard of, and whether it is there now: in memory, written to the store now and then.
final class Presence: Sendable {
    private let machines = Mutex<[MachineID: Sign]>([:])

    private struct Sign {
        var heardAt: Timestamp
        /// Until when it counts as connected without another word.
        var expectedBy: Timestamp
        var isStored = false
        /// Digest of the trust bundle that it has, by its own word.
        var trust: String?
    }

    /// Seconds between two requests of a machine that is there: a moment.
    private static let moment = 15

    /// A machine has spoken, and may now be silent for `wait` seconds without being missed.
    /// `trust`: the digest that it gave, where it gave one.
    func heard(_ machine: MachineID, at time: Timestamp, wait: Int = 0, trust: String? = nil) {
        let expectedBy = time.adding(seconds: wait + Self.moment)
        machines.withLock {
            let known = $0[machine]
            $0[machine] = Sign(
                heardAt: time, expectedBy: max(expectedBy, known?.expectedBy ?? expectedBy), trust: trust ?? known?.trust)
        }
    }

    /// Nil where it has not said since the broker started.
    func trust(of machine: MachineID) -> String? { machines.withLock { $0[machine]?.trust } }

    /// Its connection is gone.
    func vanished(_ machine: MachineID, at time: Timestamp) {
        machines.withLock { $0[machine]?.expectedBy = time }
    }

    func isConnected(_ machine: MachineID, at time: Timestamp) -> Bool {
        machines.withLock { $0[machine].map { time < $0.expectedBy } ?? false }
    }

    /// How many machines are connected.
    func connected(at time: Timestamp) -> Int { machines.withLock { $0.values.count { time < $0.expectedBy } } }

    /// Nil where it was not heard of since the broker started.
    func lastHeard(_ machine: MachineID) -> Timestamp? {
        machines.withLock { $0[machine]?.heardAt }
    }

    /// Writes what is new to the store. A failure costs nothing but the next one's effort.
    func flush(to store: any BrokerStore) async throws {
        let news = machines.withLock { $0.filter { !$0.value.isStored }.mapValues(\.heardAt) }
        guard !news.isEmpty else { return }
        try await store.setLastHeard(news)
        machines.withLock { machines in
            for (machine, time) in news where machines[machine]?.heardAt == time { machines[machine]?.isStored = true }
        }
    }
}
