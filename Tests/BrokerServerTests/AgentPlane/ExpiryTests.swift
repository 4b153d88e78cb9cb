import BeckonIdentity
import BeckonWire
import BrokerServer
import BrokerTestSupport
import TestSupport
import Testing

@Suite("Agent plane: certificates that expire", .timeLimit(.minutes(2)))
struct ExpiryTests {
    @Test("A certificate that expires on an open connection is refused at the next request, and the connection is closed")
    func openConnection() async throws {
        try await BrokerUnderTest.run { broker in
            let client = try await broker.connect(broker.enroll("web-01"))
            try await client.send(TLSClient.availability(wait: 0))
            #expect(try await client.answer()?.status == 200)
            broker.advance(seconds: BrokerUnderTest.lifetime + 1)
            try await client.send(TLSClient.availability(wait: 0))
            let refused = try #require(try await client.answer())
            #expect(refused.status == 403)
            #expect(refused.problem == "certificate-expired")
            #expect(refused.headers["date"].flatMap(HTTPDate.timestamp) != nil, "an agent whose clock is wrong can say so")
            #expect(refused.closes)
            #expect(await client.rest().isEmpty)
        }
    }

    @Test("A resumed session of an expired certificate is refused")
    func resumption() async throws {
        try await BrokerUnderTest.run { broker in
            let identity = try await broker.enroll("web-01")
            let client = try OpenSSLClient(
                port: broker.port, certificate: identity.certificate, key: identity.key.pem, trust: broker.identities.trust)
            #expect(try await client.ask().contains("HTTP/1.1 200"))
            broker.advance(seconds: BrokerUnderTest.lifetime + 1)
            let refused = try await client.askResumed()
            #expect(refused.contains("Reused, TLSv1.3"))
            #expect(refused.contains("certificate-expired"), "\(refused)")
        }
    }

    @Test("Within its grace an expired certificate reaches its renewal and nothing else")
    func grace() async throws {
        try await BrokerUnderTest.run { broker in
            let old = try await broker.enroll("web-01")
            broker.advance(seconds: BrokerUnderTest.lifetime + 600)
            for path in ["/v1/executors", "/v1/trust", "/v1/availability"] {
                let client = try await broker.connect(old)
                let method = path == "/v1/executors" ? "PUT" : path == "/v1/trust" ? "GET" : "POST"
                #expect(try await client.request(method, path, body: "{}").problem == "certificate-expired")
            }
            let new = try await broker.renew(old, on: try await broker.connect(old))
            #expect(try await broker.connect(new).request("GET", "/v1/trust").status == 200)
        }
    }

    @Test("A zero certificate that has expired opens nothing, and the attempt is written down with its address")
    func zero() async throws {
        try await BrokerUnderTest.run { broker in
            broker.advance(seconds: 2 * 86_400)
            let zero = try TestIdentities.issue(
                .zero(subscriber: "acme", id: "\(Records.id(1, ZeroCertificateKind.self))"), from: broker.identities.acme,
                now: broker.identities.now)
            let client = try await TLSClient.connect(port: broker.port, identity: zero, trust: broker.identities.trust)
            let request = EnrollmentRequest(csr: try IdentityKey().certificateRequest(), name: "web-01", facts: [:])
            let body = String(decoding: WireJSON.encode(request), as: UTF8.self)
            let answer = try await client.request("POST", "/v1/enrollment", body: body)
            #expect(answer.problem == "certificate-expired")
            #expect(answer.closes)
            let row = try await broker.audit().last
            #expect(row?.action == .enrollmentRefused && row?.address == "127.0.0.1")
        }
    }
}
