import Glibc
import Synchronization

/// The pids of the hosts that this process has started and not waited for yet.
final class HostChildren: Sendable {
    private let pids = Mutex(Set<pid_t>())

    /// Starts one. Under the lock, so that nobody takes a host that is just being started for an orphan.
    func add<Failure: Error>(_ start: () throws(Failure) -> pid_t) throws(Failure) -> pid_t {
        let started: Result<pid_t, Failure> = pids.withLock { pids in
            do throws(Failure) {
                let pid = try start()
                pids.insert(pid)
                return .success(pid)
            } catch {
                return .failure(error)
            }
        }
        return try started.get()
    }

    func remove(_ pid: pid_t) { _ = pids.withLock { $0.remove(pid) } }

    func contains(_ pid: pid_t) -> Bool { pids.withLock { $0.contains(pid) } }
}
