import AgentCore
import BeckonWire
import ExecutorHostProtocol
import Synchronization

/// Runs one instruction in one host: what `HostRun` decides, done.
final class HostRunner: Sendable {
    private let host: PluginHost
    private let observer: any RunObserver
    private let grace: Duration
    private let clock: any AgentClock
    private let machine = Mutex(HostRun())

    init(_ host: PluginHost, observer: any RunObserver, grace: Duration, clock: any AgentClock) {
        self.host = host
        self.observer = observer
        self.grace = grace
        self.clock = clock
    }

    /// Returns how it ended, and whether the host may take another; nil where the host died before it had the instruction. A host
    /// that may take no other has been ended.
    func run(
        _ instruction: RunInstruction, timeout: Duration, resultSchema: JSONSchema?
    ) async -> (result: RunResult, isReusable: Bool)? {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                await clock.sleep(for: timeout)
                if !Task.isCancelled { stop(.timedOut) }
            }
            defer { group.cancelAll() }
            return await withTaskCancellationHandler {
                await exchange(instruction, resultSchema)
            } onCancel: {
                stop(.cancelled)
            }
        }
    }

    private func exchange(
        _ instruction: RunInstruction, _ resultSchema: JSONSchema?
    ) async -> (result: RunResult, isReusable: Bool)? {
        guard machine.withLock({ $0.begin() }) else {
            return (RunResult(outcome: .cancelled, message: "cancelled before it was started"), true)
        }
        let hasAll = await host.run(instruction)
        if hasAll { perform(machine.withLock { $0.handedOver() }) }
        var event = hasAll ? await host.receive() : .goneUnread
        while true {
            let action = machine.withLock { machine in
                switch event {
                case .message(let message): machine.received(message)
                case .gone(let reason): machine.gone(reason)
                case .goneUnread: machine.goneUnread()
                }
            }
            switch action {
            case .output(let octets, let stream): await observer.output(octets, to: stream)
            case .progress(let done, let total, let note):
                await observer.progress(Progress(done, of: total, note: note))
            case .finish(let finish, let stop, let isReusable):
                if !isReusable { _ = await host.end() }
                return (RunResult(finish, stop: stop, resultSchema: resultSchema), isReusable)
            case .lost(let reason, let stop):
                return (RunResult(lost: reason, stop: stop, end: await host.end()), false)
            case .neverTaken:
                _ = await host.end()
                return nil
            case .nothing, .cancel, .awaitGrace, .kill: break
            }
            event = await host.receive()
        }
    }

    private func stop(_ stop: HostRun.Stop) { perform(machine.withLock { $0.stopRequested(stop) }) }

    private func perform(_ action: HostRun.Action) {
        switch action {
        case .cancel: host.cancel()
        case .awaitGrace: break
        case .nothing, .output, .progress, .kill, .finish, .lost, .neverTaken: return
        }
        Task { [self] in
            try await Task.sleep(for: grace)
            if case .kill = machine.withLock({ $0.gracePassed() }) { host.kill() }
        }
    }
}

extension Progress {
    /// Numbers beyond what the wire carries are brought to its edge: progress is a hint.
    fileprivate init(_ done: UInt64, of total: UInt64, note: String) {
        self.init(
            done: Int(clamping: done), total: total == 0 ? nil : Int(clamping: total), note: note.isEmpty ? nil : note)
    }
}
