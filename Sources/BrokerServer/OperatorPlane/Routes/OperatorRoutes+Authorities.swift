import BeckonWire
import BrokerCore
import HTTPTypes
import Hummingbird

extension OperatorRoutes {
    static func authorities(_ service: any AuthorityService, _ limits: OperatorPlaneConfiguration.Limits) -> [OperatorRoute] {
        [
            OperatorRoute(.get, "/v1/authorities") { request in
                Response(json: try await service.authorities(for: request.caller))
            },
            OperatorRoute(.post, "/v1/authorities/{authority}/{step}") { request in
                let (kind, step) = try request.authorityStep()
                let message: AuthorityStepRequest = try await request.message(limit: limits.body)
                return Response(json: try await service.take(step, of: kind, message, by: request.caller))
            },
        ]
    }
}

extension OperatorRequest {
    fileprivate func authorityStep() throws -> (AuthorityKind, AuthorityStep) {
        let (authority, step) = (try context.parameters.require("authority"), try context.parameters.require("step"))
        guard let kind = AuthorityKind(rawValue: authority), let step = AuthorityStep(rawValue: step) else {
            throw Problem(
                .notFound, "there is no step \(PrintableText(step)) of authority \(PrintableText(authority))",
                hint: "authorities are broker and subscriber, steps prepare, activate and retire")
        }
        return (kind, step)
    }
}
