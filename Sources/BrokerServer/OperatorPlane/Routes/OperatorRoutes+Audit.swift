import BrokerCore
import HTTPTypes
import Hummingbird

extension OperatorRoutes {
    static func audit(_ service: any AuditService) -> [OperatorRoute] {
        [
            OperatorRoute(.get, "/v1/audit", query: OperatorRequest.pageQuery) { request in
                Response(
                    json: try await service.audit(
                        after: request.query.integer("after", in: 0...Int.max) ?? 0, limit: request.limit(),
                        for: request.caller))
            }
        ]
    }
}
