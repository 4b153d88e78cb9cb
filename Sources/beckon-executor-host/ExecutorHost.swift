import CSystemShims
import ExecutorHostProtocol
import Glibc

/// The process that alone loads a plugin: it registers the plugin's executors with the agent and runs one instruction at a
/// time, until the agent closes the socket.
///
/// A type with `main` and not a main.swift: what stands in a main.swift belongs to the main actor, and a plugin's thread that
/// calls back into it would die there.
@main
enum ExecutorHost {
    static func main() {
        guard CommandLine.arguments.count == 2, isStartedByAgent else {
            print(
                """
                beckon-executor-host runs one plugin of beckon-agent and is started by it. There is nothing to do by hand:
                put the plugin into a directory that `beckon-agent run --plugins DIR` names, and read the agent's log.
                """)
            exit(64)
        }
        // The socket must not reach a child, and neither must a child outlive the instruction that started it.
        _ = fcntl(FrameSocket.hostDescriptor, F_SETFD, FD_CLOEXEC)
        _ = process_become_subreaper()
        let socket = FrameSocket(descriptor: FrameSocket.hostDescriptor)
        let plugin = register(CommandLine.arguments[1], with: socket)
        let inbox = Inbox(socket: socket)
        let work: @Sendable () -> Void = {
            while true { serve(inbox.next(), of: plugin, over: socket) }
        }
        if BlockingThread.start(work) { work() }
        exit(1)
    }

    /// The agent leaves a socket as descriptor 3 and a token in the environment.
    private static var isStartedByAgent: Bool {
        var status = stat()
        return getenv("BECKON_HOST") != nil && fstat(FrameSocket.hostDescriptor, &status) == 0
            && status.st_mode & S_IFMT == S_IFSOCK
    }

    private static func register(_ path: String, with socket: FrameSocket) -> LoadedPlugin {
        do {
            let plugin = try LoadedPlugin(path: path)
            try socket.send(HostMessage.hello(plugin: plugin.name, version: plugin.version).frame)
            for executor in plugin.executors { try socket.send(HostMessage.register(executor.registration).frame) }
            try socket.send(HostMessage.ready.frame)
            return plugin
        } catch {
            try? socket.send(HostMessage.refused("\(error)").frame)
            process_end_all_descendants()
            exit(1)
        }
    }

    private static func serve(_ run: InstructionRun, of plugin: LoadedPlugin, over socket: FrameSocket) {
        if let executor = plugin.executors.first(where: { $0.registration.name == run.instruction.executor }) {
            run.perform(executor)
        } else {
            run.finish(
                RunFinish(outcome: .rejected, message: "plugin \(plugin.name) has no executor \(run.instruction.executor)"))
        }
        // Before the outcome is told: who has read it may rely on nothing being left.
        process_end_all_descendants()
        do { try socket.send(HostMessage.finished(run.close()).frame) } catch { endWithAgent() }
    }

    /// The agent has gone: nobody is left to say anything to, and nothing may stay behind.
    static func endWithAgent() -> Never {
        process_end_all_descendants()
        _exit(0)
    }
}
