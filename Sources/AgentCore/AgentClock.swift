package import BeckonWire
import Glibc

/// Time and chance, the two things that a test must hold in its hand.
package protocol AgentClock: Sendable {
    var now: Timestamp { get }
    /// Returns early, without an error, when the task is cancelled.
    func sleep(for duration: Duration) async
    /// In 0..<1.
    func random() -> Double
}

/// The system's.
package struct SystemClock: AgentClock {
    package init() {}

    package var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    package func sleep(for duration: Duration) async {
        try? await Task.sleep(for: duration)
    }

    package func random() -> Double { .random(in: 0..<1) }
}
