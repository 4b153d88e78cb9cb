import BeckonWire
import BrokerCore
import HTTPTypes
import Hummingbird

extension OperatorRoutes {
    static func operators(_ service: any AccessService, _ limits: OperatorPlaneConfiguration.Limits) -> [OperatorRoute] {
        [
            OperatorRoute(.post, "/v1/operators") { request in
                let message: NewOperatorRequest = try await request.message(limit: limits.body)
                return Response(.created, json: try await service.createOperator(message, by: request.caller))
            },
            OperatorRoute(.get, "/v1/operators", query: OperatorRequest.pageQuery) { request in
                Response(
                    json: try await service.operators(
                        after: request.query["after"], limit: request.limit(), for: request.caller))
            },
            OperatorRoute(.delete, "/v1/operators/{operator}") { request in
                Response(json: try await service.revokeOperator(request.operator(), by: request.caller))
            },
            OperatorRoute(.post, "/v1/operators/{operator}/certificate") { request in
                let message: RenewalRequest = try await request.message(limit: limits.body)
                return Response(json: try await service.renewOperator(request.operator(), message, by: request.caller))
            },
            OperatorRoute(.post, "/v1/tokens") { request in
                let message: NewTokenRequest = try await request.message(limit: limits.body)
                return Response(.created, json: try await service.createToken(message, by: request.caller))
            },
        ]
    }
}

extension OperatorRequest {
    /// The operator that the path names.
    fileprivate func `operator`() throws -> String {
        let text = try context.parameters.require("operator")
        guard Name.isOperator(text) else { throw Problem(.notFound, "\(PrintableText(text)) is not the name of an operator") }
        return text
    }
}
