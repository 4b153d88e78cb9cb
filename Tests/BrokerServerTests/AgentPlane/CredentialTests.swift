import BeckonIdentity
import BeckonWire
import BrokerServer
import Foundation
import NIOSSL
import TestSupport
import Testing

@Suite("Agent plane: what each certificate opens", .timeLimit(.minutes(2)))
struct CredentialTests {
    static let transaction = TransactionID.generate(at: Timestamp(milliseconds: 1_000_000))
    /// Every route with a body that it takes.
    static let machineRoutes: [(method: String, path: String, body: String, status: Int)] = [
        ("PUT", "/v1/executors", #"{"executors": []}"#, 204),
        ("POST", "/v1/certificate", #"{"csr": "pem"}"#, 200),
        ("GET", "/v1/trust", "", 200),
        ("POST", "/v1/availability", #"{"capacity": 1, "holding": [], "wait": 0}"#, 200),
        ("POST", "/v1/transactions/\(transaction)/fetch", "{}", 200),
        ("POST", "/v1/transactions/\(transaction)/output/stdout?offset=0&attempt=1", "\u{1}octets", 200),
        ("POST", "/v1/transactions/\(transaction)/output/stderr?offset=7&attempt=2", "octets", 200),
        (
            "POST", "/v1/transactions/\(transaction)/report",
            #"{"attempt": 1, "events": [{"seq": 1, "at": "2026-01-01T00:00:00.000Z", "type": "started"}]}"#, 200
        ),
    ]
    static let enrollment = #"{"csr": "pem", "name": "web-01", "facts": {}}"#

    @Test("A machine certificate opens the machine routes and not enrolment")
    func machine() async throws {
        try await PlaneUnderTest.run { plane in
            let client = try await plane.connect()
            for route in Self.machineRoutes {
                let answer = try await client.request(route.method, route.path, body: route.body)
                #expect(answer.status == route.status, "\(route.path): \(String(decoding: answer.body, as: UTF8.self))")
            }
            let refused = try await client.request("POST", "/v1/enrollment", body: Self.enrollment)
            #expect(refused.status == 403)
            #expect(refused.problem == "wrong-certificate")
            #expect(!plane.service.log.contains { if case .enrolled = $0 { true } else { false } })
        }
    }

    @Test("A zero certificate opens enrolment and nothing else")
    func zero() async throws {
        try await PlaneUnderTest.run { plane in
            let client = try await plane.connect(as: plane.zero)
            for route in Self.machineRoutes + [("POST", "/v1/certificate", "{}", 0)] {
                let answer = try await client.request(route.method, route.path, body: route.body)
                #expect(answer.status == 403, "\(route.path)")
                #expect(answer.problem == "wrong-certificate")
            }
            #expect(plane.service.log.isEmpty)
            #expect(try await client.request("POST", "/v1/enrollment", body: Self.enrollment).status == 201)
        }
    }

    @Test("An operator's certificate opens nothing")
    func operatorCertificate() async throws {
        try await PlaneUnderTest.run { plane in
            let client = try await plane.connect(as: plane.identities.acmeOperator)
            for route in Self.machineRoutes + [("POST", "/v1/enrollment", Self.enrollment, 0)] {
                #expect(try await client.request(route.method, route.path, body: route.body).problem == "wrong-certificate")
            }
            #expect(plane.service.log.isEmpty)
        }
    }

    @Test("TLS 1.2 is refused")
    func version() async throws {
        try await PlaneUnderTest.run { plane in
            let client = try await TLSClient.connect(
                port: plane.port, identity: plane.machine, trust: plane.identities.trust, maximumVersion: .tlsv12)
            try? await client.send(TLSClient.availability(wait: 0))
            #expect(await client.rest().isEmpty)
        }
    }

    @Test("Who presents no certificate, or one of an unknown authority, gets no answer")
    func strangers() async throws {
        try await PlaneUnderTest.run { plane in
            let stranger = try TestIdentities()
            for identity in [nil, stranger.acmeMachine] {
                let client = try await TLSClient.connect(port: plane.port, identity: identity, trust: plane.identities.trust)
                try? await client.send(TLSClient.availability(wait: 0))
                #expect(await client.rest().isEmpty)
            }
            #expect(plane.service.log.isEmpty)
        }
    }

    @Test("An authority that is taken away counts on open connections too")
    func removedAuthority() async throws {
        try await PlaneUnderTest.run { plane in
            let client = try await plane.connect()
            try await client.send(TLSClient.availability(wait: 0))
            #expect(try await client.answer()?.status == 200)
            plane.credentials.replace(
                verifier: try PeerVerifier(authorities: ["globex": [plane.identities.globex.certificateDER]]))
            try await client.send(TLSClient.availability(wait: 0))
            #expect(try await client.answer()?.problem == "wrong-certificate")
        }
    }
}
