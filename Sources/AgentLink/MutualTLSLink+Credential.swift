package import AgentCore
package import BeckonWire
import NIOHTTP1

extension MutualTLSLink {
    package func renew(_ request: RenewalRequest) async throws(LinkError) -> EnrollmentResponse {
        try await client.message(.init(method: .POST, path: "/v1/certificate", body: WireJSON.encode(request)))
    }

    package func trust() async throws(LinkError) -> [UInt8] {
        try await client.success(.init(method: .GET, path: "/v1/trust", body: [])).body
    }

    package func probe(_ credential: AgentCredential) async throws(LinkError) {
        let probe = try BrokerClient(brokers: client.addresses, credential: credential)
        do throws(LinkError) {
            _ = try await probe.success(.init(method: .GET, path: "/v1/trust", body: []))
        } catch {
            await probe.shutDown()
            throw error
        }
        await probe.shutDown()
    }

    package func use(_ credential: AgentCredential) async throws(LinkError) { try await client.use(credential) }
}
