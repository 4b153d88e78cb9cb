import CSystemShims
import ExecutorKit
import Glibc

/// A running program, the pipes to it, and the loop that serves them.
struct ChildProcess: ~Copyable {
    /// What a child that was told to end has to do so.
    private static let graceMilliseconds: Int64 = 2000

    private let pid: pid_t
    private let ended: Descriptor
    private var input: ChildInput
    private let output: ChildOutput
    private let errors: ChildOutput

    /// Starts the program.
    init(_ command: ShellCommand) throws {
        var input = try ChildInput(command.input)
        let output = try ChildOutput(.stdout), errors = try ChildOutput(.stderr)
        let pid = try Spawn.start(command, input: input.childsEnd, output: output.childsEnd, errors: errors.childsEnd)
        do { ended = try Descriptor(opened: process_open_descriptor(pid)) } catch {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            throw error
        }
        input.hasStarted()
        self.pid = pid
        self.input = input
        self.output = output
        self.errors = errors
    }

    /// Serves the pipes until the program has ended. What it left running, and whatever that still writes, is the host's to end.
    mutating func run(until stop: StopSignal, _ context: RunContext) throws -> ChildEnding {
        var stopping = Stopping.notAsked
        while true {
            // A descriptor of -1 is passed over by poll.
            var watched = [
                pollfd(fd: ended.raw, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stopping.isAsked ? -1 : stop.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: output.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errors.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: input.descriptor, events: Int16(POLLOUT), revents: 0),
            ]
            guard poll(&watched, nfds_t(watched.count), stopping.pollTimeout) >= 0 || errno == EINTR else {
                throw SpawnFailure(step: .descriptors, code: errno, program: "", directory: "")
            }
            if watched[1].revents != 0 { stopping = .asked(killAt: Clock.milliseconds() + Self.graceMilliseconds) }
            if watched[1].revents != 0 { signalTree(SIGTERM) }
            if stopping.isDue {
                signalTree(SIGKILL)
                stopping = .forced
            }
            if watched[2].revents != 0 { output.forward(to: context) }
            if watched[3].revents != 0 { errors.forward(to: context) }
            if watched[4].revents != 0 { input.feed() }
            if watched[0].revents != 0 { return finish(stopping, context) }
        }
    }

    private func finish(_ stopping: Stopping, _ context: RunContext) -> ChildEnding {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        output.drain(to: context)
        errors.drain(to: context)
        return stopping.isAsked ? .stopped : ChildEnding(waitStatus: status)
    }

    /// Everything that descends from this process is of this instruction: the host runs one at a time.
    private func signalTree(_ signal: Int32) { _ = process_signal_descendants(getpid(), signal) }
}
