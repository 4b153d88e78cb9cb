import BrokerCore
import HTTPTypes
import Hummingbird
import NIOCore

extension OperatorRoutes {
    static func metrics(_ service: any MetricsService) -> [OperatorRoute] {
        [
            OperatorRoute(.get, "/metrics") { request in
                let metrics = try await service.metrics(for: request.caller)
                return Response(
                    status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: metrics.exposition)))
            }
        ]
    }
}

extension BrokerMetrics {
    /// As Prometheus reads it (https://prometheus.io/docs/instrumenting/exposition_formats/).
    fileprivate var exposition: String {
        [
            (
                "beckon_machines_connected", "Machines whose availability request is parked, or was a moment ago.",
                machinesConnected
            ),
            ("beckon_event_streams", "Operators that follow a transaction.", eventStreams),
        ]
        .map { name, help, value in "# HELP \(name) \(help)\n# TYPE \(name) gauge\n\(name) \(value)\n" }
        .joined()
    }
}
