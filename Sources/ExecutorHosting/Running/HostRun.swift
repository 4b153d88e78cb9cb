import BeckonWire
import ExecutorHostProtocol

/// One instruction in a host, as a machine without sockets, threads or clocks: events in, actions out.
struct HostRun: Sendable {
    enum Stop: Sendable {
        case timedOut
        case cancelled

        var outcome: Outcome {
            switch self {
            case .timedOut: .timedOut
            case .cancelled: .cancelled
            }
        }
    }

    enum State: Sendable {
        /// The host does not have the instruction yet; it may be to stop already. To `running`, `stopping`, `killed` or `over`.
        case handingOver(Stop?)
        /// To `stopping` or `over`.
        case running
        /// The executor was asked to end and has its grace. To `killed` or `over`.
        case stopping(Stop)
        /// The grace has passed and the host is being killed. To `over`.
        case killed(Stop)
        case over
    }

    enum Action: Sendable {
        case nothing
        case output([UInt8], OutputStream)
        case progress(done: UInt64, total: UInt64, note: String)
        /// Ask the executor to end, and call `gracePassed` when its grace has passed.
        case cancel
        /// It cannot be asked yet: call `gracePassed` when its grace has passed.
        case awaitGrace
        case kill
        /// Over: the executor said how. The host is idle again only if `isReusable`; else it must be ended.
        case finish(RunFinish, stop: Stop?, isReusable: Bool)
        /// Over: the host is gone, or must be ended, and did not say how the instruction ended.
        case lost(reason: String?, stop: Stop?)
        /// Over: the host is gone and never had the whole instruction. Nothing of it has run.
        case neverTaken
    }

    private(set) var state = State.handingOver(nil)

    /// False where it was stopped before it began: then it is over, and the host must not be given the instruction.
    mutating func begin() -> Bool {
        guard case .handingOver(.some) = state else { return true }
        state = .over
        return false
    }

    /// The host has the instruction. A stop that came before could not be told to it.
    mutating func handedOver() -> Action {
        guard case .handingOver(let stop) = state else { return .nothing }
        guard let stop else {
            state = .running
            return .nothing
        }
        state = .stopping(stop)
        return .cancel
    }

    mutating func received(_ message: HostMessage) -> Action {
        switch (message, state) {
        case (_, .over): return .nothing
        case (.output(let stream, let octets), _):
            return .output(octets, stream == HostMessage.standardError ? .stderr : .stdout)
        case (.progress(let done, let total, let note), _): return .progress(done: done, total: total, note: note)
        case (.finished(let finish), _):
            let stop = stop
            state = .over
            // After a stop a cancellation or a kill may be on its way, and would hit the next instruction.
            return .finish(finish, stop: stop, isReusable: stop == nil)
        case (.hello, _), (.register, _), (.ready, _), (.refused, _):
            return gone("executor host said \(message.frame.kind) while an instruction ran")
        }
    }

    /// The operator cancelled, or the time-out has passed. What is first asked for is what counts.
    mutating func stopRequested(_ stop: Stop) -> Action {
        switch state {
        case .handingOver(nil):
            state = .handingOver(stop)
            return .awaitGrace
        case .running:
            state = .stopping(stop)
            return .cancel
        case .handingOver, .stopping, .killed, .over: break
        }
        return .nothing
    }

    mutating func gracePassed() -> Action {
        switch state {
        case .handingOver(let stop?), .stopping(let stop):
            state = .killed(stop)
            return .kill
        case .handingOver(nil), .running, .killed, .over: return .nothing
        }
    }

    /// The host has ended, or what it sent was no message of the protocol (`reason`).
    mutating func gone(_ reason: String?) -> Action {
        guard !isOver else { return .nothing }
        let stop = stop
        state = .over
        return .lost(reason: reason, stop: stop)
    }

    /// The host has ended without having read all that was sent to it since it was idle.
    mutating func goneUnread() -> Action {
        switch state {
        case .handingOver(nil), .running:
            // Nothing but the instruction was sent: it is what was not read, and a host begins with nothing less than all of it.
            state = .over
            return .neverTaken
        case .handingOver(.some), .stopping, .killed, .over: return gone(nil)
        }
    }

    private var isOver: Bool {
        if case .over = state { true } else { false }
    }

    private var stop: Stop? {
        switch state {
        case .running, .over: nil
        case .handingOver(let stop): stop
        case .stopping(let stop), .killed(let stop): stop
        }
    }
}
