import BeckonWire
import BrokerCore
import HTTPTypes
import Hummingbird

extension OperatorRoutes {
    static func machines(
        _ service: any OperatorService, _ limits: OperatorPlaneConfiguration.Limits
    ) -> [OperatorRoute] {
        [
            OperatorRoute(.get, "/v1/machines", query: OperatorRequest.pageQuery + ["where"]) { request in
                Response(
                    json: try await service.machines(
                        where: request.query["where"], after: request.query.identifier("after", MachineKind.self),
                        limit: request.limit(),
                        for: request.caller))
            },
            OperatorRoute(.get, "/v1/machines/{machine}") { request in
                Response(json: try await service.machine(request.machine(), for: request.caller))
            },
            OperatorRoute(.patch, "/v1/machines/{machine}") { request in
                let message: MachineChangeRequest = try await request.message(limit: limits.body)
                return Response(json: try await service.change(request.machine(), message, by: request.caller))
            },
            OperatorRoute(.delete, "/v1/machines/{machine}") { request in
                Response(json: try await service.revoke(request.machine(), by: request.caller))
            },
        ]
    }
}
