package import BeckonWire

extension OperatorDesk {
    /// How the whole broker stands: numbers of every subscriber together, and so for those alone who see to the broker.
    package func metrics(for caller: OperatorCaller) async throws(Problem) -> BrokerMetrics {
        try caller.require(.readMetrics)
        try requireHome(caller, .readMetrics, "of the broker")
        return BrokerMetrics(
            machinesConnected: dispatch.presence.connected(at: dispatch.now()), eventStreams: dispatch.feed.followerCount)
    }
}
