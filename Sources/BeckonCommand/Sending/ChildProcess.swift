import Glibc
import Synchronization

/// A program that is run to its end.
struct ChildProcess {
    /// With what it exited; 128 and the signal's number where a signal ended it.
    let status: Int32
    /// The last of what it wrote to standard output and standard error, in its order.
    let output: String

    /// Octets of output that are kept.
    private static let outputLimit = 64 << 10

    /// Blocks the thread until the program has ended and closed its output.
    /// - Parameters:
    ///   - program: found on `PATH`.
    ///   - input: the file that is its standard input.
    static func run(_ program: String, _ arguments: [String], input: String) throws(CommandFailure) -> ChildProcess {
        let (child, end) = try start(program, arguments, input: input)
        defer { close(end) }
        let output = drain(end)
        return ChildProcess(status: wait(for: child), output: String(decoding: output, as: UTF8.self))
    }

    /// One at a time: a child that started between a pipe and its close-on-exec mark would keep the pipe open.
    private static let starting = Mutex<Void>(())

    /// - Returns: the child, and the end of a pipe that its output comes out of.
    private static func start(
        _ program: String, _ arguments: [String], input: String
    ) throws(CommandFailure) -> (pid_t, Int32) {
        try starting.withLock { _ throws(CommandFailure) in
            var ends: [Int32] = [0, 0]
            guard pipe(&ends) == 0 else { throw failure(program, errno) }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            defer { close(ends[1]) }
            do throws(CommandFailure) {
                return (try spawn(program, arguments, input: input, output: ends[1]), ends[0])
            } catch {
                close(ends[0])
                throw error
            }
        }
    }

    private static func spawn(
        _ program: String, _ arguments: [String], input: String, output: Int32
    ) throws(CommandFailure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
        // This program may ignore SIGPIPE, which would be inherited.
        var reset = sigset_t()
        sigemptyset(&reset)
        sigaddset(&reset, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &reset)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))

        let words = ([program] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let error = posix_spawnp(&child, program, &actions, &attributes, words + [nil], environ)
        guard error == 0 else { throw failure(program, error) }
        return child
    }

    private static func failure(_ program: String, _ error: Int32) -> CommandFailure {
        CommandFailure(
            ExitStatus.refused, "cannot run \(program): \(String(cString: strerror(error)))",
            hint: error == ENOENT ? "is it installed and on PATH?" : nil)
    }

    /// Everything up to the end; the first octets are dropped where there is too much.
    private static func drain(_ descriptor: Int32) -> [UInt8] {
        var kept: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return kept }
            kept += buffer[..<count]
            if kept.count > outputLimit { kept.removeFirst(kept.count - outputLimit) }
        }
    }

    private static func wait(for child: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 { if errno != EINTR { return 255 } }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}
