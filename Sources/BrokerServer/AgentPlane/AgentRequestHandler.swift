import BeckonWire
import BrokerCore
import NIOCore

/// Decodes a request that has arrived whole, asks the core, and encodes what it says.
///
/// The content type is not looked at: each route takes one form of body, and `curl -d` would claim another.
struct AgentRequestHandler: Sendable {
    let service: any AgentService
    let lot: ParkingLot

    /// Nil where the request has been parked: then the lot, or the end of its wait, answers the connection.
    func answer(_ route: AgentRoute, _ body: ByteBuffer, on connection: ConnectionHandle) async -> AgentAnswer? {
        do throws(Problem) {
            // Before the body is looked at, and for every route that there is and will be.
            if let (caller, access) = route.machine { try await service.admit(caller, to: access) }
            switch route {
            case .enrollment(let caller):
                return AgentAnswer(try await service.enroll(try decode(body), by: caller))
            case .availability(let caller):
                return try await availability(try decode(body), caller, connection)
            case .machine(let route, let caller):
                return try await answer(route, body, caller)
            }
        } catch {
            return AgentAnswer(error)
        }
    }

    private func answer(_ route: MachineRoute, _ body: ByteBuffer, _ caller: MachineCaller) async throws(Problem) -> AgentAnswer {
        switch route {
        case .executors:
            try await service.register(Array(body.readableBytesView), by: caller)
            return .empty
        case .certificate:
            return AgentAnswer(try await service.renew(try decode(body), by: caller))
        case .trust:
            return AgentAnswer(pem: try await service.trust(for: caller))
        case .fetch(let transaction):
            return AgentAnswer(try await service.fetch(transaction, try decode(body), by: caller))
        case .output(let transaction, let stream, let attempt, let offset):
            return AgentAnswer(
                try await service.append(
                    Array(body.readableBytesView), to: stream, of: transaction, attempt: attempt, offset: offset, by: caller))
        case .report(let transaction):
            return AgentAnswer(try await service.report(transaction, try decode(body), by: caller))
        }
    }

    /// A transaction that arrives at any moment wakes the request: before `park` it is found by the check that follows it, because
    /// whoever wakes has stored the transaction first; from `park` on the waker finds the request in the lot.
    private func availability(
        _ request: AvailabilityRequest, _ caller: MachineCaller, _ connection: ConnectionHandle
    ) async throws(Problem) -> AgentAnswer? {
        // First of all: an older one may hang on a dead connection, and what it were offered would be lost for a while.
        lot.release(caller.machine)
        if let answer = try await service.arrive(request, from: caller) { return AgentAnswer(answer) }
        guard request.wait > 0 else { return .askAgain }
        let parked = ParkedRequest(request: request, caller: caller, service: service, connection: connection)
        guard lot.park(parked) else { return .askAgain }
        connection.park(parked)
        await lot.check(parked)
        return nil
    }

    private func decode<Message: WireMessage>(_ body: ByteBuffer) throws(Problem) -> Message {
        do throws(WireError) {
            return try WireJSON.decode(from: body.readableBytesView)
        } catch {
            throw Problem(error)
        }
    }
}
