package import BeckonWire
import Synchronization

/// A clock that stands still until a test moves it.
package final class TestClock: Sendable {
    private let time: Mutex<Timestamp>

    package init(_ time: Timestamp = Records.noon) { self.time = Mutex(time) }

    package var now: Timestamp { time.withLock { $0 } }

    package func advance(seconds: Int) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}
