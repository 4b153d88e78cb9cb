package import BeckonWire

/// Wakes the parked availability requests of machines. Implemented by the agent plane; must not block.
package protocol MachineWaker: Sendable {
    func wake(_ machines: [MachineID])
}
