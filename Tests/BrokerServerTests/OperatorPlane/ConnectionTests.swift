import BeckonIdentity
@testable import BrokerServer
import Foundation
import NIOCore
import NIOSSL
import TestSupport
import Testing

@Suite("Operator plane: connections", .timeLimit(.minutes(2)))
struct ConnectionTests {
    @Test("What is not HTTP gets a problem and is cut off", arguments: Nonsense.all)
    func nonsense(_ nonsense: Nonsense) async throws {
        try await OperatorPlaneUnderTest.run(FakeOperatorService()) { plane in
            let client = try await plane.connect()
            try await client.send(nonsense.text)
            let answer = try #require(try await client.answer())
            #expect(answer.status == nonsense.status)
            #expect(answer.headers["content-type"] == "application/problem+json")
            #expect(try await client.answer() == nil)
        }
    }

    @Test("Pipelined requests are answered in order, the last one being nonsense")
    func pipelined() async throws {
        try await OperatorPlaneUnderTest.run(FakeOperatorService()) { plane in
            let client = try await plane.connect()
            try await client.send(TLSClient.text("GET", "/livez") + TLSClient.text("GET", "/nothing") + "\0\r\n\r\n")
            var statuses: [Int] = []
            while let answer = try await client.answer() { statuses.append(answer.status) }
            #expect(statuses == [200, 404, 400])
        }
    }

    @Test("Expect: 100-continue: the body is asked for, or refused before it is sent")
    func expectation() async throws {
        try await OperatorPlaneUnderTest.run(FakeOperatorService()) { plane in
            let body = #"{"csr": "x", "name": "rack-7"}"#
            func head(_ length: Int) -> String {
                TLSClient.text("POST", "/v1/zero-certificates", headers: ["Content-Length: \(length)", "Expect: 100-continue"])
            }
            let client = try await plane.connect()
            try await client.send(head(body.utf8.count))
            #expect(try await client.answer(bodiless: true)?.status == 100)
            try await client.send(body)
            #expect(try await client.answer()?.status == 201)
            try await client.send(head(2 << 20))
            #expect(try await client.answer()?.status == 413)
        }
    }

    @Test("A body that does not come is 408")
    func slowBody() async throws {
        try await OperatorPlaneUnderTest.run(FakeOperatorService(), limits: { $0.bodyArrival = 100 }) { plane in
            let client = try await plane.connect()
            try await client.send("POST /v1/transactions HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{")
            let answer = try #require(try await client.answer())
            #expect((answer.status, answer.problem) == (408, "request-timeout"))
            #expect(try await client.answer() == nil)
        }
    }

    @Test("A head that does not come, and an idle connection, are cut off")
    func slowHead() async throws {
        try await OperatorPlaneUnderTest.run(
            FakeOperatorService(),
            limits: {
                // Long enough for a handshake and a request on a machine that runs all other tests meanwhile.
                $0.firstHead = 8000
                $0.idle = 100
            }
        ) { plane in
            let slow = try await plane.connect()
            try? await slow.send("GET /livez HT")
            #expect(try await slow.answer() == nil)
            let idle = try await plane.connect()
            #expect(try await idle.request("GET", "/livez").status == 200)
            #expect(try await idle.answer() == nil)
            let silent = try await TLSClient.connectPlainly(port: plane.port)
            #expect(try await silent.answer() == nil)
        }
    }

    @Test("Without TLS, with TLS 1.2 and with another authority's certificate nobody gets in")
    func transport() async throws {
        try await OperatorPlaneUnderTest.run(FakeOperatorService()) { plane in
            let plain = try await TLSClient.connectPlainly(port: plane.port)
            try await plain.send(TLSClient.text("GET", "/livez"))
            #expect(try await plain.answer() == nil)

            let old = try await TLSClient.connect(
                port: plane.port, identity: plane.identities.acmeOperator, trust: plane.identities.trust, maximumVersion: .tlsv12)
            try? await old.send(TLSClient.text("GET", "/livez"))
            #expect(try await old.answer() == nil)

            let stranger = try TestIdentities().acmeOperator
            let client = try await plane.connect(as: stranger)
            try? await client.send(TLSClient.text("GET", "/livez"))
            #expect(try await client.answer() == nil)
            let known = try await plane.connect()
            #expect(try await known.request("GET", "/livez").status == 200)
        }
    }

    @Test("The certificate is judged on every request of a connection")
    func judgedAnew() async throws {
        try await OperatorPlaneUnderTest.run(FakeOperatorService()) { plane in
            let client = try await plane.connect()
            #expect(try await client.request("GET", "/v1/machines").status == 200)
            plane.advance(by: 2 * TestIdentities.day)
            #expect(try await client.request("GET", "/v1/machines").problem == "certificate-expired")
            plane.advance(by: -2 * TestIdentities.day)
            #expect(try await client.request("GET", "/v1/machines").status == 200)
            plane.credentials.replace(
                verifier: try PeerVerifier(authorities: ["globex": [plane.identities.globex.certificateDER]]))
            #expect(try await client.request("GET", "/v1/machines").problem == "wrong-certificate")
        }
    }

    @Test("A resumed session is judged like any other")
    func resumption() async throws {
        try await OperatorPlaneUnderTest.run(FakeOperatorService()) { plane in
            let alice = plane.identities.acmeOperator
            let client = try OpenSSLClient(
                port: plane.port, certificate: alice.certificate.pem, key: alice.key.pem, trust: plane.identities.trust,
                request: TLSClient.text("GET", "/v1/machines", headers: ["Connection: close"]))
            #expect(try await client.ask().contains("HTTP/1.1 200"))
            let resumed = try await client.askResumed()
            #expect(resumed.contains("Reused, TLSv1.3"), "the server no longer resumes, so this test shows nothing")
            #expect(resumed.contains("HTTP/1.1 200"))
            plane.credentials.replace(
                verifier: try PeerVerifier(authorities: ["globex": [plane.identities.globex.certificateDER]]))
            let refused = try await client.askResumed()
            #expect(refused.contains("Reused, TLSv1.3"))
            #expect(refused.contains("HTTP/1.1 403") && refused.contains("wrong-certificate"))
        }
    }
}
