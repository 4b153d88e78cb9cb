import AgentCore
import ExecutorHostProtocol
import Glibc
import Synchronization

/// A host process that is loaded with one plugin, from its start to its end.
///
/// Calls that block are made on threads of their own. Whoever starts it ends it: by `retire` where it is idle, or by `end`.
final class PluginHost: Sendable {
    let process: HostProcess
    private let socket: FrameSocket
    private let receiver: HostReceiver
    private let children: HostChildren
    private let leftovers: Leftovers
    private let isKilling = Atomic(false)
    private let killed = Semaphore()
    private let runs = Atomic(0)

    /// Octets that an empty socket takes without blocking (net.core.wmem_default is 208 KiB).
    private static let fitting = 32 << 10

    /// Starts the process. It has loaded nothing yet.
    static func start(plugin: PluginFile, settings: HostingSettings, children: HostChildren) async throws(PluginRefusal)
        -> PluginHost
    {
        let spawned = await Blocking.perform {
            Result { () throws(PluginRefusal) in
                try HostSpawn.start(program: settings.hostProgram, plugin: plugin.path, children: children)
            }
        }
        let host = PluginHost(try spawned.get(), children, settings)
        guard host.receiver.start() else {
            _ = await host.end()
            throw PluginRefusal("no executor host: no thread could be started")
        }
        return host
    }

    private init(_ spawned: HostSpawn.Spawned, _ children: HostChildren, _ settings: HostingSettings) {
        process = spawned.process
        socket = spawned.socket
        receiver = HostReceiver(spawned.socket, ended: spawned.ended)
        self.children = children
        leftovers = Leftovers(of: spawned.process, children: children, takesEveryOrphan: settings.isOnlyParentOfHosts)
    }

    /// False where an idle host has died, or said something though nothing ran.
    var isIdle: Bool { receiver.isQuiet }

    /// Instructions that it has taken.
    var runCount: Int { runs.load(ordering: .relaxed) }

    /// What comes next.
    func receive() async -> HostReceiver.Event { await receiver.next() }

    /// Hands over an instruction. False where the host cannot have all of it; then it must be ended.
    func run(_ instruction: RunInstruction) async -> Bool {
        runs.add(1, ordering: .relaxed)
        let frame = AgentMessage.run(instruction).frame
        // What fits into the socket's buffer goes at once: an idle host has read all that came before.
        if frame.octets.count <= Self.fitting { return socket.sendAtOnce(frame) }
        return await Blocking.perform { [socket] in
            do { try socket.send(frame) } catch { return false }
            return true
        }
    }

    /// Asks for the end of the instruction under way. A host that cannot be asked is killed when the grace has passed.
    func cancel() { _ = socket.sendAtOnce(AgentMessage.cancel.frame) }

    /// Kills everything that the instruction started and the process itself, from a thread of its own.
    func kill() {
        guard !isKilling.exchange(true, ordering: .acquiringAndReleasing) else { return }
        let work: @Sendable () -> Void = { [self] in
            // The process last: while it lives, it gathers its orphans.
            leftovers.killDescendants()
            _ = Glibc.kill(process.pid, SIGKILL)
            killed.signal()
        }
        if !BlockingThread.start(work) { work() }
    }

    /// Ends the process, if it has not ended, and everything that it started. Returns when nothing of it is left. Called once.
    func end() async -> HostEnd {
        kill()
        receiver.abandon()
        return await Blocking.perform { [self] in
            // Only then: a process that is waited for loses its pid, and the killing goes by it.
            killed.wait()
            var status: Int32 = 0
            while waitpid(process.pid, &status, 0) < 0 && errno == EINTR {}
            children.remove(process.pid)
            leftovers.killOrphans()
            return HostEnd(waitStatus: status)
        }
    }

    /// Lets an idle process end by itself, as it does when its socket is closed.
    func retire() async {
        socket.shutDown()
        await Blocking.perform { [receiver] in receiver.waitForEnd() }
        _ = await end()
    }
}
