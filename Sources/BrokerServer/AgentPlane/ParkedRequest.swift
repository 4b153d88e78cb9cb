import BeckonWire
import BrokerCore

/// A second request that waits for work. It holds no task: whoever wakes it starts one.
final class ParkedRequest: Sendable {
    let request: AvailabilityRequest
    let caller: MachineCaller
    private let service: any AgentService
    private let connection: ConnectionHandle

    init(request: AvailabilityRequest, caller: MachineCaller, service: any AgentService, connection: ConnectionHandle) {
        self.request = request
        self.caller = caller
        self.service = service
        self.connection = connection
    }

    /// Where its connection is served.
    var executor: EventLoopTaskExecutor { connection.executor }

    /// What it can be answered with now; nil where there is nothing yet. `transaction` is all that has been queued since there was nothing,
    /// where that is known.
    func offer(_ transaction: TransactionID?) async -> AgentAnswer? {
        do throws(Problem) {
            return try await service.offer(transaction, for: request, from: caller).map { AgentAnswer($0) }
        } catch {
            return AgentAnswer(error)
        }
    }

    /// To be called by whoever took it out of the lot, and by nobody else.
    func answer(_ answer: AgentAnswer) { connection.answer(answer) }

    func vanished() { service.vanished(caller) }
}
