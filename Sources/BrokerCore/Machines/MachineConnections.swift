package import BeckonWire

/// The open connections of machines, as far as the core has to know of them. Implemented by the agent plane; must not block.
package protocol MachineConnections: Sendable {
    /// The caller's connection speaks for this journal from now on.
    func speaks(_ journal: String, _ caller: MachineCaller)
    /// Whether another connection than the caller's is open that spoke for this journal last.
    func hasOther(speakingFor journal: String, than caller: MachineCaller) -> Bool
    /// Closes every connection of the machine: at once where nothing is in work, else after the answer.
    func expel(_ machine: MachineID)
    /// Closes the machine's connections that were made with another certificate than this: when they have been idle for a moment, and
    /// at the latest in five minutes.
    func retire(_ machine: MachineID, besides serial: String)
}
