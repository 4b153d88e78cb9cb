import BeckonWire
import BrokerCore
import HTTPTypes
import Hummingbird

extension OperatorRoutes {
    static func transactions(
        _ service: any OperatorService, _ limits: OperatorPlaneConfiguration.Limits
    ) -> [OperatorRoute] {
        [
            OperatorRoute(.post, "/v1/transactions") { request in
                let response = try await service.submit(
                    request.body(limit: limits.body), idempotencyKey: idempotencyKey(of: request),
                    traceparent: traceparentName.flatMap(request.header), by: request.caller)
                return Response(
                    .created, json: response, headers: [.location: "/v1/transactions/\(response.transaction)"])
            },
            OperatorRoute(.get, "/v1/transactions", query: OperatorRequest.pageQuery) { request in
                Response(
                    json: try await service.transactions(
                        before: request.query.identifier("after", TransactionKind.self), limit: request.limit(),
                        for: request.caller))
            },
            OperatorRoute(.get, "/v1/transactions/{transaction}") { request in
                Response(json: try await service.transaction(request.transaction(), for: request.caller))
            },
            OperatorRoute(.post, "/v1/transactions/{transaction}/cancel") { request in
                let view = try await service.cancel(request.transaction(), by: request.caller)
                return Response(view.finished ? .ok : .accepted, json: view)
            },
        ]
    }

    private static let idempotencyKeyName = HTTPField.Name("Idempotency-Key")
    private static let traceparentName = HTTPField.Name("traceparent")

    private static func idempotencyKey(of request: OperatorRequest) throws(Problem) -> String? {
        guard let key = idempotencyKeyName.flatMap(request.header) else { return nil }
        guard (1...Bounds.idempotencyKey).contains(key.utf8.count), key.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw Problem(
                .badRequest, "the header Idempotency-Key is not 1 to \(Bounds.idempotencyKey) printable ASCII characters")
        }
        return key
    }
}
