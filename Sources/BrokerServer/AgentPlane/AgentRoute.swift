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
            guard target.path == Self.enrollmentPath, let zero = ZeroCertificateID(id) else {
                throw Problem(
                    .wrongCertificate, "a zero certificate opens POST \(Self.enrollmentPath) and nothing else",
                    hint: "enrol, and use the machine certificate that is answered")
            }
            try target.require(.POST, method)
            self = .enrollment(ZeroCaller(zeroCertificate: zero, subscriber: subscriber, address: client.address))
        case .machine(let subscriber, let id):
            guard target.path != Self.enrollmentPath, let machine = MachineID(id) else {
                throw Problem(.wrongCertificate, "the certificate of machine \(id) does not open enrolment")
            }
            self = try Self.route(method, target, client.caller(machine, of: subscriber))
        case .operator(_, let name):
            throw Problem(
                .wrongCertificate, "the certificate of operator \(name) opens nothing on the agent plane",
                hint: "operators use the other port, by default 7444")
        }
    }

    private static func route(
        _ method: HTTPMethod, _ target: RequestTarget, _ caller: MachineCaller
    ) throws(Problem) -> AgentRoute {
        guard target.path == "/v1/availability" else {
            return .machine(try MachineRoute(method: method, target: target), caller)
        }
        try target.require(.POST, method)
        return .availability(caller)
    }

    private static let enrollmentPath = "/v1/enrollment"
}
