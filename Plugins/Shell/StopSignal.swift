import CSystemShims
import Glibc

/// Tells a thread that sleeps in `poll` that the instruction is to stop.
final class StopSignal: Sendable {
    private let event: Descriptor

    init() throws(SpawnFailure) { event = try Descriptor(opened: process_open_event()) }

    /// Polls readable from `send` on.
    var descriptor: Int32 { event.raw }

    func send() {
        var one: UInt64 = 1
        _ = write(event.raw, &one, MemoryLayout<UInt64>.size)
    }
}
