import BeckonWire
import BrokerCore
import Hummingbird

extension OperatorRoutes {
    static func health(_ service: any OperatorService) -> [OperatorRoute] {
        [
            .open("/livez") { Response(text: "alive\n") },
            .open("/readyz") {
                guard await service.isReady() else {
                    throw Problem(.unavailable, "the store does not answer", retryAfter: 1)
                }
                return Response(text: "ready\n")
            },
        ]
    }
}
