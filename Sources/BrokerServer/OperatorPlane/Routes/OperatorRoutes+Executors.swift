import BeckonWire
import BrokerCore
import HTTPTypes
import Hummingbird

extension OperatorRoutes {
    static func executors(_ service: any OperatorService) -> [OperatorRoute] {
        [
            OperatorRoute(.get, "/v1/executors") { request in
                Response(json: Page(items: try await service.executors(for: request.caller), next: nil))
            }
        ]
    }
}
