import BeckonWire
import NIOHTTP1

/// Every route of the agent plane: what `openapi.json` documents and what the router serves, from one list.
enum AgentEndpoint: CaseIterable, Sendable {
    case enrollment
    /// The second request.
    case availability
    case executors
    case certificate
    case trust
    /// The third request.
    case fetch
    case output
    case report

    var method: HTTPMethod {
        switch self {
        case .executors: .PUT
        case .trust: .GET
        case .enrollment, .availability, .certificate, .fetch, .output, .report: .POST
        }
    }

    /// With parameters in braces, as OpenAPI writes them.
    var path: String {
        switch self {
        case .enrollment: "/v1/enrollment"
        case .availability: "/v1/availability"
        case .executors: "/v1/executors"
        case .certificate: "/v1/certificate"
        case .trust: "/v1/trust"
        case .fetch: "/v1/transactions/{transaction}/fetch"
        case .output: "/v1/transactions/{transaction}/output/{stream}"
        case .report: "/v1/transactions/{transaction}/report"
        }
    }

    /// `PUT /v1/executors`
    var name: String { "\(method.rawValue) \(path)" }

    /// The one that a request is for, whoever asks and whatever its parameters are.
    /// - Throws: `notFound`, `methodNotAllowed` (with the member `allow`).
    init(_ method: HTTPMethod, _ target: RequestTarget) throws(Problem) {
        let segments = target.segments
        let here = Self.patterns.filter { Self.fits($0.segments, segments) }
        guard !here.isEmpty else { throw target.notFound }
        guard let endpoint = here.first(where: { $0.endpoint.method == method })?.endpoint else {
            throw target.takes(only: here.map(\.endpoint.method))
        }
        self = endpoint
    }

    private static let patterns = allCases.map { (endpoint: $0, segments: RequestTarget($0.path).segments) }

    private static func fits(_ pattern: [Substring], _ segments: [Substring]) -> Bool {
        pattern.count == segments.count && zip(pattern, segments).allSatisfy { $0.first == "{" || $0 == $1 }
    }
}
