package import BeckonWire

/// What an availability request says about a delivery that its machine has fetched (protocol: `session`).
package enum SessionVerdict: Hashable, Sendable {
    /// Nothing that changes it.
    case unchanged
    /// The machine has shown that the answer to its fetch never arrived.
    case neverArrived
    /// What fetched it is gone, and with it the knowledge of what became of the instruction.
    case lost

    /// `fetchedIn` is the session that fetched, `session` the one that speaks now, `holds` whether it lists the delivery.
    package init(fetchedIn: AgentSession?, isStarted: Bool, session: AgentSession?, holds: Bool) {
        // An agent that never named its journal can neither prove nor disprove anything: the delivery's time decides.
        guard let fetchedIn else {
            self = .unchanged
            return
        }
        guard let session, session.journal == fetchedIn.journal else {
            self = .lost
            return
        }
        // Composed before the fetch, it could not have listed what was fetched after.
        self = !isStarted && !holds && session.isLater(than: fetchedIn) ? .neverArrived : .unchanged
    }
}
