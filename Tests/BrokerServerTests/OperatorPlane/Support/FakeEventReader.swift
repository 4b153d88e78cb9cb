import BrokerCore
import Synchronization

/// Reads what a test tells it.
final class FakeEventReader: EventReader {
    private struct State {
        var events: [NumberedEvent] = []
        var isFinished = false
        var isStopped = false
        var isWoken = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())
    private let onStop: @Sendable () -> Void

    /// `onStop` is called once, when nobody reads any more.
    init(onStop: @escaping @Sendable () -> Void) {
        self.onStop = onStop
    }

    func tell(_ event: NumberedEvent) { change { $0.events.append(event) } }

    func finish() { change { $0.isFinished = true } }

    func wake() { change { $0.isWoken = true } }

    func stop() {
        let isFirst = state.withLock { state in
            defer { state.isStopped = true }
            return !state.isStopped
        }
        if isFirst { onStop() }
        change { $0.isFinished = true }
    }

    func next(patient: Bool) async -> [NumberedEvent]? {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                guard state.events.isEmpty, !state.isFinished, !state.isWoken else { return true }
                state.waiting = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        return state.withLock { state in
            defer {
                state.events = []
                state.isWoken = false
            }
            return state.events.isEmpty && state.isFinished ? nil : state.events
        }
    }

    private func change(_ change: (inout State) -> Void) {
        let waiting = state.withLock { state in
            change(&state)
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }
}
