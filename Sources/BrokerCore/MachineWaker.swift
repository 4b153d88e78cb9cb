package import BeckonWire

/// Wakes the parked availability requests of machines. Implemented by the agent plane; must not block.
package protocol MachineWaker: Sendable {
    /// - Parameter transaction: what has just been queued for each of them, where that is the reason: then nobody need read it up.
    func wake(_ machines: [MachineID], for transaction: TransactionID?)
}

extension MachineWaker {
    package func wake(_ machines: [MachineID]) { wake(machines, for: nil) }
}
