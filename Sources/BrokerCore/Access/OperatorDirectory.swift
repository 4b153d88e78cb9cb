import BeckonWire
import Synchronization

/// The operators that spoke lately, in memory: a pure cache of the store, so that each request is judged without reading it.
///
/// It holds as long as this process is the only one that writes to the store.
final class OperatorDirectory: Sendable {
    struct Entry: Sendable {
        let record: OperatorRecord
        let scope: OperatorScope
    }

    private enum Key: Hashable {
        case name(String, subscriber: String)
        case token(hash: String)
    }

    private struct State {
        var entries: BoundedCache<Key, Entry>
        /// Grows with each change: what was read before one is not kept.
        var generation = 0
    }

    private let store: any BrokerStore
    private let state: Mutex<State>

    init(store: any BrokerStore, limit: Int = 4096) {
        self.store = store
        state = Mutex(State(entries: BoundedCache(limit: limit)))
    }

    func `operator`(named name: String, of subscriber: String) async throws -> Entry? {
        try await entry(.name(name, subscriber: subscriber)) { try await self.store.operator(named: name, of: subscriber) }
    }

    func `operator`(withToken hash: String) async throws -> Entry? {
        try await entry(.token(hash: hash)) { try await self.store.operator(withToken: hash) }
    }

    /// Something changed, or may have.
    func forget() {
        state.withLock {
            $0.entries = BoundedCache(limit: 4096)
            $0.generation += 1
        }
    }

    private func entry(_ key: Key, _ read: () async throws -> OperatorRecord?) async throws -> Entry? {
        let (known, generation) = state.withLock { ($0.entries.value(of: key), $0.generation) }
        if let known { return known }
        guard let record = try await read() else { return nil }
        let entry = Entry(record: record, scope: try OperatorScope(record.grant))
        state.withLock { if $0.generation == generation { $0.entries.insert(entry, for: key) } }
        return entry
    }
}

extension OperatorScope {
    init(_ grant: OperatorGrant) throws(WireError) {
        self.init(
            machines: try grant.where.map { text throws(WireError) in try LabelQuery(text) },
            executors: grant.executors.map(Set.init))
    }
}
