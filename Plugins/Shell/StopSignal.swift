import Glibc

/// Tells a thread that sleeps in `poll` that the instruction is to stop.
final class StopSignal: Sendable {
    private let pipe: Pipe

    init() throws { pipe = try Pipe() }

    /// Polls readable from `send` on.
    var descriptor: Int32 { pipe.reading.raw }

    func send() {
        var byte: UInt8 = 1
        _ = write(pipe.writing.raw, &byte, 1)
    }
}
