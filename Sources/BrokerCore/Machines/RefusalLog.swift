import BeckonWire
import Synchronization

/// Which refusals of machines get a row in the audit log: one a minute for each machine and kind. Else whoever is refused could fill
/// the log, and with it the disk.
final class RefusalLog: Sendable {
    private struct Key: Hashable {
        let machine: MachineID
        let kind: ProblemKind
    }

    /// Seconds.
    private static let interval = 60
    private let last: Mutex<BoundedCache<Key, Timestamp>>

    init(limit: Int = 1 << 14) {
        last = Mutex(BoundedCache(limit: limit))
    }

    /// Whether this one is to be written down; then the next ones of its kind are not, for a while.
    func takes(_ kind: ProblemKind, of machine: MachineID, at now: Timestamp) -> Bool {
        let key = Key(machine: machine, kind: kind)
        return last.withLock { last in
            if let before = last.value(of: key), now < before.adding(seconds: Self.interval), now >= before { return false }
            last.insert(now, for: key)
            return true
        }
    }
}
