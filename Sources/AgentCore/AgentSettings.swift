/// What may be chosen about an agent.
package struct AgentSettings: Sendable {
    /// Instructions at once.
    package var capacity = 4
    /// Seconds that the broker may park an availability request.
    package var wait = 50
    /// Octets of one transaction's output that wait on disk at most; then the instruction has to wait.
    package var spoolLimit = 64 << 20
    /// Octets of output in one request.
    package var chunk = 256 << 10
    /// How long running instructions may go on after the agent was told to stop.
    package var stopGrace = Duration.seconds(10)
    /// How long outcomes may take to be reported after that.
    package var reportGrace = Duration.seconds(5)

    package init() {}
}
