import CExecutorPlugin
import ExecutorHostProtocol
import Glibc
import Synchronization

/// One instruction in this host, from its arrival to its outcome. The executor calls back from any thread.
final class InstructionRun: Sendable {
    let instruction: RunInstruction
    private let socket: FrameSocket
    private let cancelled = Atomic(false)
    private let outcome = Mutex(Outcome())
    private let cancellation = Mutex(CancellationCallback?.none)

    private struct Outcome {
        var finish: RunFinish?
        var isClosed = false
    }

    init(_ instruction: RunInstruction, socket: FrameSocket) {
        self.instruction = instruction
        self.socket = socket
    }

    /// Has the executor run it. Returns when the executor does.
    func perform(_ executor: LoadedExecutor) {
        withHostCallbacks(of: self) { host in
            instruction.withContractForm { executor.run(executor.context, host, $0) }
        }
        onCancel(nil)
    }

    var isClosed: Bool { outcome.withLock { $0.isClosed } }

    /// Ends it for good: what comes later is not taken.
    func close() -> RunFinish {
        outcome.withLock {
            $0.isClosed = true
            return $0.finish ?? RunFinish(outcome: .failed, message: "the executor returned without saying how it ended")
        }
    }

    // MARK: what the executor calls

    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    /// False where the run has ended or the agent has gone.
    func output(_ octets: UnsafeRawBufferPointer, to stream: UInt8) -> Bool {
        guard !isClosed else { return false }
        // Pieces, so that no frame is larger than allowed and a full spool holds up little.
        var rest = octets[...]
        while !rest.isEmpty {
            let piece = rest.prefix(128 << 10)
            rest = rest.dropFirst(piece.count)
            guard send(.output(stream: stream, octets: Array(piece))) else { return false }
        }
        return true
    }

    func progress(done: UInt64, total: UInt64, note: String) { _ = send(.progress(done: done, total: total, note: note)) }

    /// Takes the first; a second one is a mistake of the executor's and is ignored.
    func finish(_ finish: RunFinish) {
        outcome.withLock { if $0.finish == nil { $0.finish = finish } }
    }

    /// The lock is held during a call, so that taking the registration back waits for a call under way.
    func onCancel(_ callback: CancellationCallback?) {
        cancellation.withLock { registered in
            registered = callback
            if isCancelled { registered.take()?.call() }
        }
    }

    // MARK: what the agent asks for

    func cancel() {
        cancelled.store(true, ordering: .releasing)
        cancellation.withLock { $0.take()?.call() }
    }

    private func send(_ message: HostMessage) -> Bool {
        do { try socket.send(message.frame) } catch { return false }
        return true
    }
}
