/// What an executor reaches while it runs an instruction. May be used from any thread; after the run it does nothing.
public struct RunContext: Sendable {
    public enum Stream: UInt32, Sendable {
        case stdout = 1
        case stderr = 2
    }

    /// W3C trace context of the first request, where it had one.
    public let traceparent: String?
    /// Nil where there is none. For information: the task is cancelled when it has passed.
    public let timeoutSeconds: UInt64?
    private let host: HostConnection

    init(traceparent: String?, timeoutSeconds: UInt64?, host: HostConnection) {
        self.traceparent = traceparent
        self.timeoutSeconds = timeoutSeconds
        self.host = host
    }

    /// True once the operator has cancelled or the time-out has passed, on threads outside the task too.
    public var isCancelled: Bool { host.isCancelled }

    /// Sends bytes, in order and unaltered. Blocks the thread while the agent's spool is full. False once the run is over or the
    /// agent gone.
    @discardableResult
    public func output(_ bytes: UnsafeRawBufferPointer, to stream: Stream = .stdout) -> Bool {
        host.output(bytes, to: stream.rawValue)
    }

    @discardableResult
    public func output(_ bytes: [UInt8], to stream: Stream = .stdout) -> Bool {
        bytes.withUnsafeBytes { output($0, to: stream) }
    }

    @discardableResult
    public func output(_ text: String, to stream: Stream = .stdout) -> Bool {
        output(Array(text.utf8), to: stream)
    }

    /// Tells how far it is, in units of the executor's choice; `total` nil where that is not known.
    public func progress(done: UInt64, total: UInt64? = nil, note: String? = nil) {
        host.progress(done: done, total: total ?? 0, note: note)
    }
}
