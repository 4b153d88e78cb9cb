import CSystemShims
import ExecutorKit
import Glibc

/// A running program, the pipes to it, and the loop that serves them.
struct ChildProcess: ~Copyable {
    /// What a child that was told to end has to do so.
    private static let graceMilliseconds: Int64 = 2000
    private static let chunk = 64 << 10

    private let pid: pid_t
    private let ended: Descriptor
    private var input: Descriptor?
    private var output: Descriptor?
    private var errors: Descriptor?
    private var pendingInput: ArraySlice<UInt8>
    private var buffer = [UInt8](repeating: 0, count: chunk)

    /// Starts the program.
    static func start(_ command: ShellCommand) throws -> ChildProcess {
        let input = try Pipe(), output = try Pipe(), errors = try Pipe()
        let pid = try Spawn.start(command, input: input.reading.raw, output: output.writing.raw, errors: errors.writing.raw)
        let ended = process_open_descriptor(pid)
        guard ended >= 0 else {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            throw SpawnFailure(step: .descriptors, code: -ended, program: "", directory: "")
        }
        return ChildProcess(
            pid: pid, ended: Descriptor(ended), input: input.takeWriting(), output: output.takeReading(),
            errors: errors.takeReading(), pendingInput: command.input[...])
    }

    private init(
        pid: pid_t, ended: consuming Descriptor, input: consuming Descriptor, output: consuming Descriptor,
        errors: consuming Descriptor, pendingInput: ArraySlice<UInt8>
    ) {
        input.setNonBlocking()
        output.setNonBlocking()
        errors.setNonBlocking()
        self.pid = pid
        self.ended = ended
        self.input = consume input
        self.output = consume output
        self.errors = consume errors
        self.pendingInput = pendingInput
    }

    /// Serves the pipes until the program has ended. What it left running, and whatever that still writes, is the host's to end.
    mutating func run(until stop: StopSignal, _ context: RunContext) throws -> ChildEnding {
        ignoreBrokenPipes()
        feed()
        var stopping = Stopping.notAsked
        while true {
            // A descriptor of -1 is passed over by poll.
            var watched = [
                pollfd(fd: ended.raw, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stopping.isAsked ? -1 : stop.descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: output?.raw ?? -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errors?.raw ?? -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: input?.raw ?? -1, events: Int16(POLLOUT), revents: 0),
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
            if watched[2].revents != 0, !Self.forward(output?.raw, .stdout, context, &buffer) { output = nil }
            if watched[3].revents != 0, !Self.forward(errors?.raw, .stderr, context, &buffer) { errors = nil }
            if watched[4].revents != 0 { feed() }
            if watched[0].revents != 0 { return finish(stopping, context) }
        }
    }

    private mutating func finish(_ stopping: Stopping, _ context: RunContext) -> ChildEnding {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        drain(output?.raw, .stdout, context)
        drain(errors?.raw, .stderr, context)
        return stopping.isAsked ? .stopped : ChildEnding(waitStatus: status)
    }

    /// Everything that descends from this process is of this instruction: the host runs one at a time.
    private func signalTree(_ signal: Int32) { _ = process_signal_descendants(getpid(), signal) }

    /// A write to a program that has closed its standard input is an error to be read, not the end of this process.
    private func ignoreBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    // MARK: pipes

    /// Writes what the pipe takes now, and closes it after the last octet.
    private mutating func feed() {
        guard let descriptor = input?.raw else { return }
        while !pendingInput.isEmpty {
            let count = pendingInput.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EAGAIN { return }
            guard count > 0 else { break }
            pendingInput.removeFirst(count)
        }
        input = nil
    }

    /// Forwards one piece. False at the end of the stream.
    private static func forward(
        _ descriptor: Int32?, _ stream: RunContext.Stream, _ context: RunContext, _ buffer: inout [UInt8]
    ) -> Bool {
        guard let descriptor else { return false }
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0 { return errno == EAGAIN || errno == EINTR }
        guard count > 0 else { return false }
        _ = buffer.withUnsafeBytes { context.output(UnsafeRawBufferPointer(rebasing: $0[..<count]), to: stream) }
        return true
    }

    /// Forwards what is in the pipe at this moment. Not to its end: a child in the background may hold the pipe open, and may
    /// write faster than we read.
    private mutating func drain(_ descriptor: Int32?, _ stream: RunContext.Stream, _ context: RunContext) {
        guard let descriptor else { return }
        var left: Int32 = 0
        guard ioctl(descriptor, UInt(FIONREAD), &left) == 0 else { return }
        while left > 0 {
            let count = read(descriptor, &buffer, min(buffer.count, Int(left)))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            left -= Int32(count)
            _ = buffer.withUnsafeBytes { context.output(UnsafeRawBufferPointer(rebasing: $0[..<count]), to: stream) }
        }
    }
}
