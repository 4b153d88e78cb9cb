import BeckonWire
import BrokerCore
import HTTPTypes
import Hummingbird
import NIOCore

extension OperatorRoutes {
    static func events(
        _ service: any OperatorService, _ limits: OperatorPlaneConfiguration.Limits
    ) -> [OperatorRoute] {
        [
            OperatorRoute(.get, "/v1/transactions/{transaction}/events") { request in
                let events = try await service.events(
                    of: request.transaction(), after: lastEventID(of: request), for: request.caller)
                let stream = EventStream(
                    events: events, keepAlive: .milliseconds(Int64(limits.keepAlive)), channel: request.context.channel)
                return Response(
                    status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
                    body: ResponseBody { writer in
                        try await stream.write(to: &writer)
                        try await writer.finish(nil)
                    })
            }
        ]
    }

    private static let lastEventIDName = HTTPField.Name("Last-Event-ID")

    /// The number of the last event that the client has seen; 0 where it has seen none.
    private static func lastEventID(of request: OperatorRequest) throws(Problem) -> Int {
        guard let text = lastEventIDName.flatMap(request.header), !text.isEmpty else { return 0 }
        guard let number = Int(text), number >= 0 else {
            throw Problem(.badRequest, "the header Last-Event-ID is not the id of an event: \(PrintableText(text))")
        }
        return number
    }
}
