import AgentCore
import CSystemShims
import Glibc
import Synchronization

/// What a host that this process started may leave behind: its descendants while it lives, and the orphans of it that come to
/// this process, a child subreaper, when it has died.
///
/// Orphans are known by what cannot be put off by accident: that they were seen as descendants, the session that the host
/// leads, or the host's token in their environment. They are waited for by pid, never by "any child". Blocks: for a host's thread.
final class Leftovers: Sendable {
    static let tokenVariable = "BECKON_HOST"
    private static let limit = 65_536

    private let host: HostProcess
    private let children: HostChildren
    private let takesEveryOrphan: Bool
    private let seen = Mutex(Set<pid_t>())

    init(of host: HostProcess, children: HostChildren, takesEveryOrphan: Bool) {
        self.host = host
        self.children = children
        self.takesEveryOrphan = takesEveryOrphan
    }

    /// Kills all that descends from the host while it lives and holds its orphans together. Again and again, as what is killed
    /// may have started more; but not for ever, as a process may be beyond killing (it waits for a disk that does not answer).
    func killDescendants() {
        var patience = Patience(milliseconds: 5000)
        repeat {
            let descendants = Self.list { process_list_descendants(host.pid, $0, $1) }
            seen.withLock { $0.formUnion(descendants) }
            guard process_signal_descendants(host.pid, SIGKILL) > 0 else { return }
        } while patience.wait()
    }

    /// Kills and waits for the orphans, once the host has been waited for.
    func killOrphans() {
        var patience = Patience(milliseconds: 5000)
        repeat {
            let orphans = Self.list { process_list_children(getpid(), $0, $1) }.filter(isOrphan)
            guard !orphans.isEmpty else { return }
            for orphan in orphans {
                seen.withLock { $0.formUnion(Self.list { process_list_descendants(orphan, $0, $1) }) }
                _ = process_signal_descendants(orphan, SIGKILL)
                kill(orphan, SIGKILL)
                // Seen once, known for good: an ended process has no environment any more.
                seen.withLock { _ = $0.insert(orphan) }
                if waitpid(orphan, nil, WNOHANG) == orphan { seen.withLock { _ = $0.remove(orphan) } }
            }
        } while patience.wait()
    }

    private func isOrphan(_ pid: pid_t) -> Bool {
        if children.contains(pid) { return false }
        if takesEveryOrphan || seen.withLock({ $0.contains(pid) }) { return true }
        var facts = process_facts()
        guard process_read_facts(pid, &facts) == 0 else { return false }
        return facts.session == host.pid || process_has_environment(pid, "\(Self.tokenVariable)=\(host.token)") == 1
    }

    static func list(_ fill: (UnsafeMutablePointer<pid_t>, Int) -> Int) -> [pid_t] {
        // Short lists are the rule; the long one is tried only where the short one was full.
        for capacity in [256, limit] {
            let pids = [pid_t](unsafeUninitializedCapacity: capacity) { buffer, count in
                if let base = buffer.baseAddress { count = fill(base, capacity) }
            }
            if pids.count < capacity || capacity == limit { return pids }
        }
        return []
    }
}
