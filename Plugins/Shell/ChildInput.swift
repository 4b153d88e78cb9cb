import Glibc

/// What a child reads: octets that it is fed as it takes them, or nothing.
struct ChildInput: ~Copyable {
    /// For the child: where there is nothing to feed it, this process's own input, which is empty.
    private var reading: Descriptor?
    private var writing: Descriptor?
    private var pending: ArraySlice<UInt8>

    init(_ octets: [UInt8]) throws(SpawnFailure) {
        pending = octets[...]
        guard !octets.isEmpty else {
            reading = nil
            writing = nil
            return
        }
        let (reading, writing) = try Pipe.open()
        // Writing returns at once where the pipe is full; the child's end is not affected.
        _ = fcntl(writing, F_SETFL, O_NONBLOCK)
        self.reading = Descriptor(reading)
        self.writing = Descriptor(writing)
    }

    /// What becomes the child's standard input.
    var childsEnd: Int32 { mutating get { reading?.raw ?? STDIN_FILENO } }

    /// Polls writable when there is something to feed; -1 where nothing is left.
    var descriptor: Int32 { mutating get { writing?.raw ?? -1 } }

    /// The child has its end, and only the child: it is told when that is closed.
    mutating func hasStarted() {
        guard reading != nil else { return }
        reading = nil
        ignoreBrokenPipes()
        feed()
    }

    /// Writes what the pipe takes now, and closes it after the last octet.
    mutating func feed() {
        while !pending.isEmpty {
            let count = pending.withUnsafeBytes { [raw = descriptor] in write(raw, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EAGAIN { return }
            guard count > 0 else { break }
            pending.removeFirst(count)
        }
        writing = nil
    }

    /// A write to a program that has closed its standard input is an error to be read, not the end of this process.
    private func ignoreBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
