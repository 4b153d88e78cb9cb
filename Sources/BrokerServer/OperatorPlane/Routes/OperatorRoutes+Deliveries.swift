import BeckonWire
import BrokerCore
import HTTPTypes
import Hummingbird
import NIOCore

extension OperatorRoutes {
    static func deliveries(_ service: any OperatorService) -> [OperatorRoute] {
        let deliveries = "/v1/transactions/{transaction}/deliveries"
        return [
            OperatorRoute(.get, deliveries, query: OperatorRequest.pageQuery) { request in
                Response(
                    json: try await service.deliveries(
                        of: request.transaction(), after: request.query.identifier("after", MachineKind.self),
                        limit: request.limit(), for: request.caller))
            },
            OperatorRoute(.get, deliveries + "/{machine}") { request in
                Response(
                    json: try await service.delivery(
                        of: request.transaction(), to: request.machine(), for: request.caller))
            },
            OperatorRoute(.get, deliveries + "/{machine}/output/{stream}", query: ["offset", "attempt"]) { request in
                try await output(request, service)
            },
        ]
    }

    private static let attemptName = HTTPField.Name("Beckon-Attempt")
    private static let completeName = HTTPField.Name("Beckon-Complete")

    /// What is stored of a stream now, from the offset on: read from the store slice by slice as the client takes it, so that
    /// output of any size costs the broker one slice of memory.
    private static func output(_ request: OperatorRequest, _ service: any OperatorService) async throws -> Response {
        let transaction = try request.transaction()
        let machine = try request.machine()
        let name = try request.context.parameters.require("stream")
        guard let stream = OutputStream(rawValue: name) else {
            throw Problem(.notFound, "\(PrintableText(name)) is not a stream: it is stdout or stderr")
        }
        let offset = try request.query.integer("offset", in: 0...(1 << 53)) ?? 0
        let caller = request.caller
        let first = try await service.output(
            of: transaction, from: machine, stream: stream, attempt: request.query.integer("attempt", in: 1...1000),
            offset: offset, for: caller)

        var headers: HTTPFields = [.contentType: "application/octet-stream"]
        if let attemptName { headers[attemptName] = String(first.attempt) }
        if let completeName { headers[completeName] = String(first.complete) }
        // What arrives after this moment is left to the next request: so the length can be promised, and kept.
        let length = first.octets.isEmpty ? 0 : max(0, first.length - offset)
        let body = ResponseBody(contentLength: length) { writer in
            var slice = first
            var sent = 0
            while sent < length {
                let octets = slice.octets.prefix(length - sent)
                // Output never shrinks; should the store say so after all, the broken promise closes the connection.
                guard !octets.isEmpty else { throw Problem(.internalError, "output of \(transaction) has become shorter") }
                try await writer.write(ByteBuffer(bytes: octets))
                sent += octets.count
                guard sent < length else { break }
                slice = try await service.output(
                    of: transaction, from: machine, stream: stream, attempt: first.attempt, offset: offset + sent, for: caller)
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }
}
