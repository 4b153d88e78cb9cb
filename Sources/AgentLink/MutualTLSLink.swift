package import AgentCore
package import BeckonWire
import NIOCore
import NIOHTTP1

/// The requests of an enrolled agent, with its machine certificate (protocol: agent plane).
package struct MutualTLSLink: BrokerLink {
    let client: BrokerClient

    package init(client: BrokerClient) {
        self.client = client
    }

    package func register(_ catalogue: [UInt8]) async throws(LinkError) {
        _ = try await client.success(.init(method: .PUT, path: "/v1/executors", body: catalogue))
    }

    package func availability(_ request: AvailabilityRequest) async throws(LinkError) -> AvailabilityResponse {
        let deadline = TimeAmount.seconds(Int64(request.wait) + 15)
        return try await client.message(
            .init(method: .POST, path: "/v1/availability", body: WireJSON.encode(request), deadline: deadline))
    }

    package func fetch(_ transaction: TransactionID, _ request: FetchRequest) async throws(LinkError) -> FetchResponse {
        // Not made twice: the second one would be told that the transaction has been fetched, and nobody would have it.
        try await client.message(
            .init(
                method: .POST, path: "/v1/transactions/\(transaction)/fetch", body: WireJSON.encode(request), isIdempotent: false)
        )
    }

    package func append(
        _ octets: [UInt8], to stream: OutputStream, of transaction: TransactionID, attempt: Int, offset: Int
    ) async throws(LinkError) -> Int {
        let path = "/v1/transactions/\(transaction)/output/\(stream.rawValue)?offset=\(offset)&attempt=\(attempt)"
        let answer = try await client.perform(
            .init(method: .POST, path: path, body: octets, contentType: "application/octet-stream", deadline: .seconds(60)))
        if answer.status == 200 {
            let response: OutputResponse = try BrokerClient.decode(answer)
            return max(0, response.offset)
        }
        let problem = BrokerClient.problem(in: answer)
        // Not a failure: the broker says from where to go on.
        if problem.kind == .offsetMismatch, case .integer(let offset)? = problem.members["offset"] {
            return max(0, Int(offset))
        }
        throw .refused(problem)
    }

    package func report(_ transaction: TransactionID, _ request: ReportRequest) async throws(LinkError) -> ReportResponse {
        try await client.message(
            .init(method: .POST, path: "/v1/transactions/\(transaction)/report", body: WireJSON.encode(request)))
    }
}
