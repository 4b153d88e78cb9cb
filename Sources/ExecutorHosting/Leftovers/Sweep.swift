import AgentCore
import CSystemShims
import Glibc

/// Ends what hosts of an earlier life of the agent left running. They are no children of this process: they are found by the
/// journaled pid and start time, by the session that such a host led, and by its token in their environment.
struct Sweep {
    private let hosts: [HostProcess]

    init(_ hosts: [HostProcess]) { self.hosts = hosts }

    /// Blocks until nothing is left; false where something would not end.
    func run() -> Bool {
        var patience = Patience(milliseconds: 10_000)
        repeat {
            let found = find()
            guard !found.isEmpty else { return true }
            for process in found {
                _ = process_signal_descendants(process.pid, SIGKILL)
                _ = process_signal_exactly(process.pid, process.start_time, SIGKILL)
            }
        } while patience.wait()
        return false
    }

    private func find() -> [process_facts] {
        let own = getpid()
        let alive = Leftovers.list(process_list_all).compactMap { pid -> process_facts? in
            var facts = process_facts()
            guard pid != own, process_read_facts(pid, &facts) == 0, facts.state != CChar(UInt8(ascii: "Z")) else { return nil }
            return facts
        }
        let entries = hosts.map { (host: $0, entry: "\(Leftovers.tokenVariable)=\($0.token)") }
        return alive.filter { facts in
            entries.contains { host, entry in
                // No process is older than the host that started it.
                facts.start_time >= host.startTime
                    && (isHost(facts, host) || isInSession(facts, of: host, alive)
                        || process_has_environment(facts.pid, entry) == 1)
            }
        }
    }

    private func isHost(_ facts: process_facts, _ host: HostProcess) -> Bool {
        facts.pid == host.pid && facts.start_time == host.startTime
    }

    /// The session's number is the host's pid, unless that pid is another process's by now, which then leads a session of its own.
    private func isInSession(_ facts: process_facts, of host: HostProcess, _ alive: [process_facts]) -> Bool {
        facts.session == host.pid
            && !alive.contains { $0.pid == host.pid && $0.start_time != host.startTime }
    }
}
