/// Which life of which journal speaks, so that a late or repeated request is told from a new one.
package struct AgentSession: Hashable, WireMessage {
    /// A random id made with the journal. Another one means that what the old journal knew is lost.
    package let journal: String
    /// Grows at each start of the agent; fsynced before it is used.
    package let run: Int
    /// Grows with each request of this run.
    package let seq: Int

    package init(journal: String, run: Int, seq: Int) {
        self.journal = journal
        self.run = run
        self.seq = seq
    }

    package func validate() throws(WireError) {
        try Bounds.check(
            (1...Bounds.journal).contains(journal.utf8.count), "/session/journal", "not 1 to \(Bounds.journal) octets")
        try Bounds.check(run, "/session/run", in: 0...(1 << 53))
        try Bounds.check(seq, "/session/seq", in: 0...(1 << 53))
    }

    /// Whether this was composed after `other`, within the same journal.
    package func isLater(than other: AgentSession) -> Bool {
        journal == other.journal && (run, seq) > (other.run, other.seq)
    }
}
