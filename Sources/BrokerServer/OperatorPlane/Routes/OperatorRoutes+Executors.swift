import BeckonWire
import BrokerCore
import HTTPTypes
import Hummingbird

extension OperatorRoutes {
    static func executors(_ service: any OperatorService) -> [OperatorRoute] {
        [
            OperatorRoute(.get, "/v1/executors", query: OperatorRequest.pageQuery) { request in
                Response(
                    json: try await service.executors(
                        after: request.query.executor("after"), limit: request.limit(), for: request.caller))
            }
        ]
    }
}

extension Query {
    fileprivate func executor(_ name: String) throws(Problem) -> ExecutorCursor? {
        guard let text = self[name] else { return nil }
        guard let cursor = ExecutorCursor(text) else { throw Self.refusal(name, "is not the next of a page of executors") }
        return cursor
    }
}
