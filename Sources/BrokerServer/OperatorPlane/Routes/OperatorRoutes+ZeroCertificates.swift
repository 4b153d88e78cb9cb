import BeckonWire
import BrokerCore
import HTTPTypes
import Hummingbird

extension OperatorRoutes {
    static func zeroCertificates(
        _ service: any OperatorService, _ limits: OperatorPlaneConfiguration.Limits
    ) -> [OperatorRoute] {
        [
            OperatorRoute(.post, "/v1/zero-certificates") { request in
                let message: ZeroCertificateRequest = try await request.message(limit: limits.body)
                return Response(.created, json: try await service.createZeroCertificate(message, by: request.caller))
            },
            OperatorRoute(.get, "/v1/zero-certificates", query: OperatorRequest.pageQuery) { request in
                Response(
                    json: try await service.zeroCertificates(
                        after: request.query.identifier("after", ZeroCertificateKind.self), limit: request.limit(),
                        for: request.caller))
            },
            OperatorRoute(.delete, "/v1/zero-certificates/{zeroCertificate}") { request in
                Response(json: try await service.revokeZeroCertificate(request.zeroCertificate(), by: request.caller))
            },
        ]
    }
}

extension OperatorRequest {
    /// The zero certificate that the path names.
    fileprivate func zeroCertificate() throws -> ZeroCertificateID {
        let text = try context.parameters.require("zeroCertificate")
        guard let id = ZeroCertificateID(text) else {
            throw Problem(.notFound, "\(PrintableText(text)) is not the id of a zero certificate")
        }
        return id
    }
}
