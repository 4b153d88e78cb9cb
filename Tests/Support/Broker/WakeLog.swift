package import BeckonWire
package import BrokerCore
import Synchronization

/// A waker that writes down whom it was to wake.
package final class WakeLog: MachineWaker {
    private let machines = Mutex<[MachineID]>([])

    package init() {}

    package func wake(_ machines: [MachineID], for transaction: TransactionID?) { self.machines.withLock { $0 += machines } }

    /// Who was woken since the last time this was asked.
    package func take() -> [MachineID] {
        machines.withLock { machines in
            defer { machines = [] }
            return machines
        }
    }
}
