import AgentCore
import CSystemShims
import ExecutorHostProtocol
import Glibc

/// Starting a host process.
enum HostSpawn {
    struct Spawned: Sendable {
        let process: HostProcess
        let socket: FrameSocket
        /// Polls readable when the process has ended. The receiver closes it.
        let ended: Int32
    }

    /// Blocks until the program runs.
    static func start(program: String, plugin: String, children: HostChildren) throws(PluginRefusal) -> Spawned {
        let token = randomToken()
        let socket: FrameSocket, hostEnd: Int32
        do { (socket, hostEnd) = try FrameSocket.pair() } catch { throw PluginRefusal("no executor host: \(error)") }
        defer { close(hostEnd) }
        let pid = try children.add { () throws(PluginRefusal) in
            try spawn(program, plugin, environment: environment(token), socket: hostEnd)
        }
        var facts = process_facts()
        let ended = process_open_descriptor(pid)
        guard ended >= 0, process_read_facts(pid, &facts) == 0 else {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            children.remove(pid)
            throw PluginRefusal("no executor host: its process cannot be watched")
        }
        return Spawned(
            process: HostProcess(pid: pid, startTime: facts.start_time, token: token), socket: socket, ended: ended)
    }

    /// Nothing of the agent's own environment reaches a plugin, but what a program cannot do without.
    private static func environment(_ token: String) -> [String] {
        [
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8",
            "\(Leftovers.tokenVariable)=\(token)",
            // A crash is to be seen at once; the runtime would spend seconds on a backtrace of it.
            "SWIFT_BACKTRACE=enable=no",
        ]
    }

    private static func randomToken() -> String {
        var generator = SystemRandomNumberGenerator()
        let halves = [generator.next(), generator.next()].map { String($0, radix: 36) }
        return halves.joined()
    }

    private static func spawn(
        _ program: String, _ plugin: String, environment: [String], socket: Int32
    ) throws(PluginRefusal) -> pid_t {
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        guard null >= 0 else { throw PluginRefusal("no executor host: /dev/null: \(String(cString: strerror(errno)))") }
        defer { close(null) }
        var failedStep: Int32 = 0
        let pid = CStrings.with([program]) { paths in
            CStrings.with([program, plugin]) { arguments in
                CStrings.with(environment) { environment in
                    var request = process_spawn_request()
                    request.paths = UnsafeRawPointer(paths).assumingMemoryBound(to: UnsafePointer<CChar>?.self)
                    request.arguments = UnsafePointer(arguments)
                    request.environment = UnsafePointer(environment)
                    // What a plugin prints is for whoever reads the agent's log.
                    request.descriptors = (null, STDERR_FILENO, STDERR_FILENO, socket)
                    request.new_session = 1
                    return process_spawn(&request, &failedStep)
                }
            }
        }
        guard pid > 0 else { throw PluginRefusal("no executor host: \(program): \(String(cString: strerror(-pid)))") }
        return pid
    }
}
