import ExecutorHostProtocol
import Synchronization

/// Takes what the agent sends. The host's two threads take turns: the one that receives an instruction runs it, without handing
/// it over, and the other one receives meanwhile, so that a cancellation and the agent's end are noticed.
final class Inbox: Sendable {
    private let socket: FrameSocket
    private let turn = Semaphore()
    /// The one to which a cancellation applies. Cancelling a run that has ended does nothing.
    private let latest = Mutex(InstructionRun?.none)

    init(socket: FrameSocket) {
        self.socket = socket
        turn.signal()
    }

    /// The next instruction. Blocks until there is one; when the agent ends, ends this process.
    func next() -> InstructionRun {
        turn.wait()
        while let frame = try? socket.receive(), let message = try? AgentMessage(frame) {
            switch message {
            case .cancel: latest.withLock { $0 }?.cancel()
            case .run(let instruction):
                // The contract promises one at a time to the plugin. An agent that breaks it is none.
                guard latest.withLock({ $0?.isClosed ?? true }) else { ExecutorHost.endWithAgent() }
                let run = InstructionRun(instruction, socket: socket)
                latest.withLock { $0 = run }
                turn.signal()
                return run
            }
        }
        ExecutorHost.endWithAgent()
    }
}
