import BeckonIdentity
import BrokerServer
import TestSupport
import Testing

@Suite("Agent plane: TLS resumption", .timeLimit(.minutes(2)))
struct ResumptionTests {
    @Test("A resumed session is judged again: allowed while its authority is known, refused afterwards")
    func resumption() async throws {
        try await PlaneUnderTest.run { plane in
            let client = try client(plane)
            let first = try await client.ask()
            #expect(first.contains("HTTP/1.1 200"), "\(first)")
            let resumed = try await client.askResumed()
            #expect(resumed.contains("Reused, TLSv1.3"), "the server no longer resumes, so this test shows nothing: \(resumed)")
            #expect(resumed.contains("HTTP/1.1 200"))

            plane.credentials.replace(
                verifier: try PeerVerifier(authorities: ["globex": [plane.identities.globex.certificateDER]]))
            let refused = try await client.askResumed()
            #expect(refused.contains("Reused, TLSv1.3"))
            #expect(refused.contains("HTTP/1.1 403"), "\(refused)")
            #expect(refused.contains("wrong-certificate"))
        }
    }

    private func client(_ plane: PlaneUnderTest) throws -> OpenSSLClient {
        try OpenSSLClient(
            port: plane.port, certificate: plane.machine.certificate.pem, key: plane.machine.key.pem,
            trust: plane.identities.trust)
    }
}
