import ExecutorHostProtocol
import Glibc
import Synchronization

/// Receives what a host says, on a thread of its own that sleeps in the socket until the host's end, so that nobody has to wake
/// it for an instruction, and the end of an idle host is known.
///
/// It holds one event at a time and receives no more until that is taken, which in the end blocks the plugin that writes.
final class HostReceiver: Sendable {
    /// What came from the process.
    enum Event: Sendable {
        case message(HostMessage)
        /// It has ended, or said what no host says: it is of no use any more. The last event.
        case gone(String?)
        /// It has ended, and without having read all that was sent to it. The last event.
        case goneUnread
    }

    private let socket: FrameSocket
    /// Polls readable when the process has ended.
    private let ended: Int32
    private let state = Mutex(State())
    private let wasTaken = Semaphore()

    private struct State {
        var atHand: Event?
        var taker: CheckedContinuation<Event, Never>?
        var isAbandoned = false
    }

    /// Owns `ended` from here on.
    init(_ socket: FrameSocket, ended: Int32) {
        self.socket = socket
        self.ended = ended
    }

    deinit { close(ended) }

    /// False where the system has no thread to give.
    func start() -> Bool {
        BlockingThread.start { [self] in
            while offer(receive()) {}
        }
    }

    /// True while nothing has come that was not taken.
    var isQuiet: Bool { state.withLock { $0.atHand == nil } }

    /// The next event; never called again after the last one. One at a time.
    func next() async -> Event {
        await withCheckedContinuation { continuation in
            let event = state.withLock { state in
                guard let event = state.atHand.take() else {
                    state.taker = continuation
                    return Event?.none
                }
                return event
            }
            guard let event else { return }
            wasTaken.signal()
            continuation.resume(returning: event)
        }
    }

    /// Nothing is taken any more: the thread ends when the process has.
    func abandon() {
        state.withLock { $0.isAbandoned = true }
        wasTaken.signal()
    }

    /// Blocks until the process has ended, for a second at most.
    func waitForEnd() {
        var watched = pollfd(fd: ended, events: Int16(POLLIN), revents: 0)
        _ = poll(&watched, 1, 1000)
    }

    /// Hands an event over, or keeps it and blocks until it is taken. False where there will be no more.
    private func offer(_ event: Event) -> Bool {
        let taker = state.withLock { state in
            if state.taker == nil { state.atHand = event }
            return state.taker.take()
        }
        taker?.resume(returning: event)
        guard case .message = event else { return false }
        if taker == nil { wasTaken.wait() }
        return !state.withLock { $0.isAbandoned }
    }

    private func receive() -> Event {
        do {
            guard let frame = try socket.receive(orEnd: ended) else { return .gone(nil) }
            return .message(try HostMessage(frame))
        } catch FrameError.unread {
            return .goneUnread
        } catch FrameError.truncated {
            return .gone(nil)
        } catch {
            return .gone("\(error)")
        }
    }
}
