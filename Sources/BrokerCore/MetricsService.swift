package import BeckonWire

/// What the broker answers to whoever watches it.
package protocol MetricsService: Sendable {
    func metrics(for caller: OperatorCaller) async throws(Problem) -> BrokerMetrics
}

/// How a broker stands at one moment.
package struct BrokerMetrics: Hashable, Sendable {
    /// Machines whose availability request is parked, or was a moment ago.
    package let machinesConnected: Int
    /// Operators that follow a transaction.
    package let eventStreams: Int

    package init(machinesConnected: Int, eventStreams: Int) {
        self.machinesConnected = machinesConnected
        self.eventStreams = eventStreams
    }
}
