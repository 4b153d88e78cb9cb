import ExecutorHostProtocol
import Synchronization

/// Takes what the agent sends, on a thread of its own, so that a cancellation and the agent's end are noticed while an
/// instruction runs.
final class Inbox: Sendable {
    private let socket: FrameSocket
    private let waiting = Mutex(Waiting())
    private let arrived = Semaphore()

    private struct Waiting {
        /// Arrived and not taken by `next` yet.
        var run: InstructionRun?
        /// The one to which a cancellation applies. Cancelling a run that has ended does nothing.
        var latest: InstructionRun?
    }

    init(socket: FrameSocket) { self.socket = socket }

    /// The next instruction. Blocks until there is one.
    func next() -> InstructionRun {
        while true {
            arrived.wait()
            if let run = waiting.withLock({ $0.run.take() }) { return run }
        }
    }

    /// Receives until the agent ends, which ends this process.
    func receive() {
        while let frame = try? socket.receive(), let message = try? AgentMessage(frame) {
            switch message {
            case .run(let instruction): add(InstructionRun(instruction, socket: socket))
            case .cancel: waiting.withLock { $0.latest }?.cancel()
            }
        }
        ExecutorHost.endWithAgent()
    }

    private func add(_ run: InstructionRun) {
        waiting.withLock {
            $0.run = run
            $0.latest = run
        }
        arrived.signal()
    }
}
