import BeckonWire
import BrokerCore

extension FakeOperatorService {
    func metrics(for caller: OperatorCaller) async throws(Problem) -> BrokerMetrics {
        try admit(caller)
        return BrokerMetrics(machinesConnected: 3, eventStreams: 1)
    }
}
