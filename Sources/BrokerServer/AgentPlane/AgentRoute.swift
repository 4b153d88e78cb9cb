import BeckonIdentity
import BeckonWire
import BrokerCore
import NIOHTTP1

/// A request of the agent plane with the one kind of caller that may make it: what a certificate does not open cannot be expressed.
enum AgentRoute: Hashable, Sendable {
    case enrollment(ZeroCaller)
    /// The second request.
    case availability(MachineCaller)
    case machine(MachineRoute, MachineCaller)

    /// The machine that asks, and what for; nil where no machine does. `MachineGate` judges every one of them by this.
    var machine: (caller: MachineCaller, access: MachineAccess)? {
        switch self {
        case .enrollment: nil
        case .availability(let caller): (caller, .availability)
        case .machine(let route, let caller): (caller, route.access)
        }
    }

    /// What a verified client asks for.
    /// - Throws: `wrongCertificate`, `notFound`, `methodNotAllowed` (with the member `allow`), `badRequest`.
    init(method: HTTPMethod, uri: String, by client: AgentClient) throws(Problem) {
        let target = RequestTarget(uri)
        switch client.name {
        case .zero(let subscriber, let id):
            guard target.path == AgentEndpoint.enrollment.path, let zero = ZeroCertificateID(id) else {
                throw Problem(
                    .wrongCertificate, "a zero certificate opens \(AgentEndpoint.enrollment.name) and nothing else",
                    hint: "enrol, and use the machine certificate that is answered")
            }
            _ = try AgentEndpoint(method, target)
            self = .enrollment(ZeroCaller(zeroCertificate: zero, subscriber: subscriber, address: client.address))
        case .machine(let subscriber, let id):
            guard target.path != AgentEndpoint.enrollment.path, let machine = MachineID(id) else {
                throw Self.notForMachines(id)
            }
            self = try Self.route(AgentEndpoint(method, target), target, client.caller(machine, of: subscriber))
        case .operator(_, let name):
            throw Problem(
                .wrongCertificate, "the certificate of operator \(name) opens nothing on the agent plane",
                hint: "operators use the other port, by default 7444")
        }
    }

    private static func route(
        _ endpoint: AgentEndpoint, _ target: RequestTarget, _ caller: MachineCaller
    ) throws(Problem) -> AgentRoute {
        switch endpoint {
        case .enrollment: throw notForMachines("\(caller.machine)")
        case .availability: return .availability(caller)
        case .executors: return .machine(.executors, caller)
        case .certificate: return .machine(.certificate, caller)
        case .trust: return .machine(.trust, caller)
        case .fetch: return .machine(.fetch(try target.transaction()), caller)
        case .output:
            let (attempt, offset) = (try target.number("attempt", from: 1), try target.number("offset", from: 0))
            return .machine(
                .output(try target.transaction(), try target.stream(), attempt: attempt, offset: offset), caller)
        case .report: return .machine(.report(try target.transaction()), caller)
        }
    }

    private static func notForMachines(_ machine: String) -> Problem {
        Problem(.wrongCertificate, "the certificate of machine \(machine) does not open enrolment")
    }
}
