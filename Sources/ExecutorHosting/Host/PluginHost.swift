import AgentCore
import CSystemShims
import ExecutorHostProtocol
import Glibc
import Synchronization

/// A host process that is loaded with one plugin, from its start to its end.
///
/// Its blocking calls are made on a thread of its own. Whoever starts it ends it: by `retire` where it is idle, or by `end`.
final class PluginHost: Sendable {
    let process: HostProcess
    private let socket: FrameSocket
    private let ended: Int32
    private let thread: HostThread
    private let children: HostChildren
    private let leftovers: Leftovers
    private let isKilling = Atomic(false)
    private let killed = Semaphore()
    private let runs = Atomic(0)

    /// Octets that an empty socket takes without blocking (net.core.wmem_default is 208 KiB).
    private static let fitting = 32 << 10

    /// What came from the process.
    enum Event: Sendable {
        case message(HostMessage)
        /// It has ended, or said what no host says: it is of no use any more.
        case gone(String?)
    }

    /// Starts the process. It has loaded nothing yet.
    static func start(plugin: PluginFile, settings: HostingSettings, children: HostChildren) async throws(PluginRefusal)
        -> PluginHost
    {
        let thread = HostThread()
        guard thread.start() else { throw PluginRefusal("no executor host: no thread could be started") }
        let spawned = await thread.perform {
            Result { () throws(PluginRefusal) in
                try HostSpawn.start(program: settings.hostProgram, plugin: plugin.path, children: children)
            }
        }
        do {
            return PluginHost(try spawned.get(), thread, children, settings)
        } catch {
            thread.close()
            throw error
        }
    }

    private init(_ spawned: HostSpawn.Spawned, _ thread: HostThread, _ children: HostChildren, _ settings: HostingSettings) {
        process = spawned.process
        socket = spawned.socket
        ended = spawned.ended
        self.thread = thread
        self.children = children
        leftovers = Leftovers(of: spawned.process, children: children, takesEveryOrphan: settings.isOnlyParentOfHosts)
    }

    deinit { close(ended) }

    /// False where an idle host has died, also where its last threads still hold the socket open.
    var isAlive: Bool {
        // Not `ended`, which tells the end of its last thread, a moment after the process can take nothing any more.
        var facts = process_facts()
        return !socket.isClosed && process_read_facts(process.pid, &facts) == 0 && facts.state != CChar(UInt8(ascii: "Z"))
    }

    /// Instructions that it has taken.
    var runCount: Int { runs.load(ordering: .relaxed) }

    /// The next message. Blocks its thread, not the caller's.
    func receive() async -> Event {
        await thread.perform { [self] in blockingReceive() }
    }

    /// Hands over an instruction, says so, and waits for what comes first.
    func run(_ instruction: RunInstruction, handedOver: @escaping @Sendable () -> Void) async -> Event {
        runs.add(1, ordering: .relaxed)
        let frame = AgentMessage.run(instruction).frame
        // What fits into the socket's buffer goes at once: an idle host has read all that came before.
        if frame.octets.count <= Self.fitting {
            guard socket.sendAtOnce(frame) else { return .gone(nil) }
            handedOver()
            return await receive()
        }
        return await thread.perform { [self] in
            do { try socket.send(frame) } catch { return .gone(nil) }
            handedOver()
            return blockingReceive()
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
        let end = await thread.perform { [self] in
            // Only then: a process that is waited for loses its pid, and the killing goes by it.
            killed.wait()
            var status: Int32 = 0
            while waitpid(process.pid, &status, 0) < 0 && errno == EINTR {}
            children.remove(process.pid)
            leftovers.killOrphans()
            return HostEnd(waitStatus: status)
        }
        thread.close()
        return end
    }

    /// Lets an idle process end by itself, as it does when its socket is closed.
    func retire() async {
        socket.shutDown()
        _ = await thread.perform { [self] in
            var watched = pollfd(fd: ended, events: Int16(POLLIN), revents: 0)
            _ = poll(&watched, 1, 1000)
        }
        _ = await end()
    }

    private func blockingReceive() -> Event {
        do {
            guard let frame = try socket.receive(orEnd: ended) else { return .gone(nil) }
            return .message(try HostMessage(frame))
        } catch FrameError.truncated {
            return .gone(nil)
        } catch {
            return .gone("\(error)")
        }
    }
}
