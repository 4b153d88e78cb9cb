package import BeckonWire
package import BrokerCore
import Synchronization

/// The open connections of every machine, over all event loops.
///
/// A connection is here from its machine's first request until it is closed.
package final class ConnectionRegistry: MachineConnections, Sendable {
    private struct Entry {
        let connection: Int
        /// Of the certificate that it was made with.
        let serial: String
        let handle: ConnectionHandle
        /// The journal that its agent named last.
        var journal: String?
    }

    private let machines = Mutex<[MachineID: [Entry]]>([:])
    private let numbers = Atomic(0)

    package init() {}

    /// A number that no other connection has.
    func number() -> Int { numbers.add(1, ordering: .relaxed).newValue }

    func add(_ handle: ConnectionHandle, of caller: MachineCaller) {
        let entry = Entry(connection: caller.connection, serial: caller.serial, handle: handle)
        machines.withLock { $0[caller.machine, default: []].append(entry) }
    }

    func remove(_ connection: Int, of machine: MachineID) {
        machines.withLock { machines in
            machines[machine]?.removeAll { $0.connection == connection }
            if machines[machine]?.isEmpty == true { machines[machine] = nil }
        }
    }

    package func speaks(_ journal: String, _ caller: MachineCaller) {
        machines.withLock { machines in
            guard let index = machines[caller.machine]?.firstIndex(where: { $0.connection == caller.connection }) else { return }
            machines[caller.machine]?[index].journal = journal
        }
    }

    package func hasOther(speakingFor journal: String, than caller: MachineCaller) -> Bool {
        machines.withLock { machines in
            (machines[caller.machine] ?? []).contains { $0.connection != caller.connection && $0.journal == journal }
        }
    }

    package func expel(_ machine: MachineID) {
        for entry in entries(of: machine) { entry.handle.expel() }
    }

    package func retire(_ machine: MachineID, besides serial: String) {
        for entry in entries(of: machine) where entry.serial != serial { entry.handle.retire() }
    }

    private func entries(of machine: MachineID) -> [Entry] { machines.withLock { $0[machine] ?? [] } }
}
