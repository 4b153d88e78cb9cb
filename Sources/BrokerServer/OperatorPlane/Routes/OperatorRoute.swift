import BeckonWire
import HTTPTypes
import Hummingbird

/// One route of the operator plane: what `openapi.json` documents and what the router serves, from one list.
struct OperatorRoute: Sendable {
    typealias Handler = @Sendable (OperatorRequest) async throws -> Response
    typealias OpenHandler = @Sendable () async throws -> Response

    let method: HTTPRequest.Method
    /// With parameters in braces, as OpenAPI writes them: `/v1/transactions/{transaction}`.
    let path: String
    private let access: Access

    /// `GET /v1/transactions`
    var name: String { "\(method.rawValue) \(path)" }

    private enum Access: Sendable {
        /// Needs no credential.
        case anyone(OpenHandler)
        /// Needs an operator.
        case operators(query: [String], Handler)
    }

    /// A route for operators.
    /// - Parameter query: the query parameters that it knows.
    init(_ method: HTTPRequest.Method, _ path: String, query: [String] = [], _ handler: @escaping Handler) {
        self.method = method
        self.path = path
        access = .operators(query: query, handler)
    }

    /// A route that needs no credential.
    static func open(_ path: String, _ handler: @escaping OpenHandler) -> OperatorRoute {
        OperatorRoute(path, handler)
    }

    private init(_ path: String, _ handler: @escaping OpenHandler) {
        method = .get
        self.path = path
        access = .anyone(handler)
    }

    func answer(
        _ request: Request, _ context: OperatorRequestContext, _ authenticator: OperatorAuthenticator
    ) async throws -> Response {
        switch access {
        case .anyone(let handler):
            return try await handler()
        case .operators(let names, let handler):
            let caller = try await authenticator.caller(of: request, on: context.channel)
            let query = try Query(request.uri.query, knowing: names)
            return try await handler(OperatorRequest(request: request, context: context, caller: caller, query: query))
        }
    }

    /// Whether a request's path is this route's, whatever its method.
    func matches(_ path: String) -> Bool {
        let wanted = self.path.split(separator: "/")
        let given = path.split(separator: "/")
        return wanted.count == given.count && zip(wanted, given).allSatisfy { $0.first == "{" || $0 == $1 }
    }
}
