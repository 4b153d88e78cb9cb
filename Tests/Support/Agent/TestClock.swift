import AgentCore
package import BeckonWire
import Synchronization

/// Time that passes when the test says so, and by itself for whoever waits for a duration that the test lets pass.
package final class TestClock: AgentClock {
    private struct State {
        var now = Timestamp(milliseconds: 1_795_000_000_000)
        var sleepers: [Int: (until: Timestamp, wake: CheckedContinuation<Void, Never>)] = [:]
        var cancelled: Set<Int> = []
        var nextSleeper = 0
    }

    private let state = Mutex(State())
    private let passes: @Sendable (Duration) -> Bool

    package init(passes: @escaping @Sendable (Duration) -> Bool = { _ in false }) {
        self.passes = passes
    }

    package var now: Timestamp { state.withLock { $0.now } }

    package func random() -> Double { 0.5 }

    package func advance(by duration: Duration) {
        let due = state.withLock { state in
            state.now = state.now.adding(duration)
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.wake)
        }
        for sleeper in due { sleeper.resume() }
    }

    package func sleep(for duration: Duration) async {
        if passes(duration) {
            state.withLock { $0.now = $0.now.adding(duration) }
            return await Task.yield()
        }
        let id = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.cancelled.remove(id) != nil { return true }
                    state.sleepers[id] = (state.now.adding(duration), continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                let sleeper = state.sleepers.removeValue(forKey: id)
                if sleeper == nil { state.cancelled.insert(id) }
                return sleeper
            }
            sleeper?.wake.resume()
        }
    }
}

extension Timestamp {
    fileprivate func adding(_ duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        return Timestamp(milliseconds: milliseconds + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
