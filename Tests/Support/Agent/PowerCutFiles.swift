package import AgentCore
import Synchronization

/// A journal's file that forgets at a power cut whatever was not synced.
///
/// The power goes at the operation that the test names; from then on every operation fails, until `boot`. What had not been
/// synced survives as the test says: not at all, half, or with its first page missing and the rest there.
package final class PowerCutFiles: JournalFiles {
    package enum Survival: CaseIterable, Sendable {
        case nothing
        case half
        case allButTheFirstOctets
        case everything
    }

    private struct State {
        var durable: [UInt8] = []
        var pending: [UInt8] = []
        var operations = 0
        var cutAt: Int?
        var survival = Survival.nothing
        var aside: [[UInt8]] = []
    }

    private let state = Mutex(State())

    package init(_ octets: [UInt8] = []) {
        state.withLock { $0.durable = octets }
    }

    /// How many operations there have been.
    package var operations: Int { state.withLock { $0.operations } }

    /// What a process would read now.
    package var content: [UInt8] { state.withLock { $0.durable + $0.pending } }

    package var setAsideCount: Int { state.withLock { $0.aside.count } }

    /// The power goes during the operation of this number, counted from 0 and from now on.
    package func cutPower(at operation: Int, leaving survival: Survival) {
        state.withLock { state in
            state.operations = 0
            state.cutAt = operation
            state.survival = survival
        }
    }

    /// Power is back. True if it had gone.
    @discardableResult
    package func boot() -> Bool {
        state.withLock { state in
            let wasCut = state.cutAt.map { state.operations > $0 } ?? false
            if wasCut {
                state.durable += Self.remains(of: state.pending, state.survival)
                state.pending = []
            }
            state.cutAt = nil
            return wasCut
        }
    }

    package func read() throws(StorageError) -> [UInt8] {
        try step {
            $0.durable + $0.pending
        } during: {
            $0.durable + $0.pending
        }
    }

    package func append(_ octets: [UInt8]) throws(StorageError) {
        try step {
            $0.pending += octets
        } during: {
            $0.pending += octets
        }
    }

    package func sync() async throws(StorageError) {
        try step { state in
            state.durable += state.pending
            state.pending = []
        } during: { _ in
        }
    }

    package func replace(with octets: [UInt8]) throws(StorageError) {
        try step { state in
            state.durable = octets
            state.pending = []
        } during: { state in
            // The rename may or may not have reached the disk.
            guard state.survival == .everything else { return }
            state.durable = octets
            state.pending = []
        }
    }

    package func setAside() throws(StorageError) -> String {
        try step { state in
            state.aside.append(state.durable + state.pending)
            state.durable = []
            state.pending = []
            return "journal.log.unreadable"
        } during: { _ in
            ""
        }
    }

    private func step<Value: Sendable>(
        _ body: (inout State) -> Value, during: (inout State) -> Value
    ) throws(StorageError) -> Value {
        let value: Value? = state.withLock { state in
            defer { state.operations += 1 }
            guard let cut = state.cutAt, state.operations >= cut else { return body(&state) }
            if state.operations == cut { _ = during(&state) }
            return nil
        }
        guard let value else { throw StorageError(.notSynced, "the power is gone") }
        return value
    }

    private static func remains(of pending: [UInt8], _ survival: Survival) -> [UInt8] {
        switch survival {
        case .nothing: []
        case .half: Array(pending.prefix(pending.count / 2))
        case .allButTheFirstOctets: [UInt8](repeating: 0, count: min(pending.count, 16)) + pending.dropFirst(16)
        case .everything: pending
        }
    }
}
