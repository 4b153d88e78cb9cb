package import AgentCore
package import BeckonWire
import NIOHTTP1

/// Enrolment, with a zero certificate.
package struct EnrollmentClient: EnrollmentLink {
    private let client: BrokerClient

    package init(client: BrokerClient) {
        self.client = client
    }

    package func enroll(_ request: EnrollmentRequest) async throws(LinkError) -> EnrollmentAnswer {
        let answer = try await client.success(
            .init(method: .POST, path: "/v1/enrollment", body: WireJSON.encode(request)))
        if answer.status == 202 { return .pending(retryAfter: answer.retryAfter) }
        return .enrolled(try BrokerClient.decode(answer))
    }

    package func close() async { await client.shutDown() }
}
