import BeckonWire
import Synchronization

/// The machines that spoke lately, in memory: a pure cache of the store, so that a request of a known machine reads nothing.
///
/// It holds as long as this process is the only one that writes to the store; more than one broker on a store needs another.
final class MachineDirectory: Sendable {
    private let store: any BrokerStore
    private let state: Mutex<State>

    private struct State {
        var machines: BoundedCache<MachineID, KnownMachine>
        var names: BoundedCache<FullName, MachineID>
        var loads: [MachineID: Load] = [:]
    }

    private struct FullName: Hashable {
        let subscriber: String
        let name: String
    }

    /// What happened to a machine while its records were being read: the readings may or may not have it.
    private struct Load {
        var readers = 0
        var changes: [@Sendable (inout KnownMachine) -> Void] = []
        var isSpoilt = false
    }

    /// `limit` machines are kept, some 600 octets each.
    init(store: any BrokerStore, limit: Int = 1 << 17) {
        self.store = store
        state = Mutex(State(machines: BoundedCache(limit: limit), names: BoundedCache(limit: limit)))
    }

    /// Throws what the store throws; nil where there is no such machine.
    func machine(_ id: MachineID) async throws -> KnownMachine? {
        if let known = lookUp(id) { return known }
        do {
            let record = try await store.machine(id)
            let open = record == nil ? [] : try await store.open(for: id)
            return end(loading: id, with: record.map { KnownMachine($0, open: open) })
        } catch {
            _ = end(loading: id, with: nil)
            throw error
        }
    }

    /// The machine that operators mean by an id or a name; nil where the subscriber has none of it.
    func machine(_ text: String, of subscriber: String) async throws -> KnownMachine? {
        var id = MachineID(text)
        if id == nil { id = try await machineID(named: text, of: subscriber) }
        guard let id, let machine = try await machine(id), machine.subscriber == subscriber else { return nil }
        return machine
    }

    private func machineID(named name: String, of subscriber: String) async throws -> MachineID? {
        let fullName = FullName(subscriber: subscriber, name: name)
        if let id = state.withLock({ $0.names.value(of: fullName) }) { return id }
        guard let record = try await store.machine(named: name, of: subscriber) else { return nil }
        state.withLock { $0.names.insert(record.id, for: fullName) }
        return record.id
    }

    // MARK: What has happened, told in the order of the store

    func note(_ record: DeliveryRecord) {
        change(record.machine) { $0.note(record) }
    }

    /// State, labels or certificates of a machine are as `record` says now.
    func note(_ record: MachineRecord) {
        let identity = KnownMachine.Identity(record)
        change(record.id) {
            $0.identity = identity
            $0.labels = record.labels
        }
    }

    func note(session: AgentSession, of machine: MachineID) {
        change(machine) {
            $0.journal = session.journal
            $0.run = session.run
        }
    }

    /// The machine has been told to renew its certificate.
    func note(renewalTold machine: MachineID, at time: Timestamp) {
        change(machine) { $0.renewalToldAt = time }
    }

    func note(catalogue digest: String, of machine: MachineID) {
        change(machine) { $0.catalogue = digest }
    }

    /// The machine has shown that it holds these.
    func note(held transactions: some Sequence<TransactionID> & Sendable, by machine: MachineID, at time: Timestamp) {
        change(machine) { for transaction in transactions { $0.open[transaction]?.heldAt = time } }
    }

    /// What was told of the machine may not have become durable: it is read again.
    func forget(_ machine: MachineID) {
        state.withLock {
            $0.machines.remove(machine)
            $0.loads[machine]?.isSpoilt = true
        }
    }

    // MARK: Loading

    private func lookUp(_ id: MachineID) -> KnownMachine? {
        state.withLock {
            if let known = $0.machines.value(of: id) { return known }
            $0.loads[id, default: Load()].readers += 1
            return nil
        }
    }

    private func end(loading id: MachineID, with machine: KnownMachine?) -> KnownMachine? {
        state.withLock {
            guard var load = $0.loads[id] else { return machine }
            load.readers -= 1
            $0.loads[id] = load.readers == 0 ? nil : load
            guard var machine else { return nil }
            for change in load.changes { change(&machine) }
            if !load.isSpoilt { $0.machines.insert(machine, for: id) }
            return machine
        }
    }

    private func change(_ id: MachineID, _ change: @escaping @Sendable (inout KnownMachine) -> Void) {
        state.withLock {
            $0.machines.update(id, change)
            $0.loads[id]?.changes.append(change)
        }
    }
}
