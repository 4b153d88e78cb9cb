import BeckonIdentity
import BeckonWire
import BrokerCore
import BrokerServer
import BrokerTestSupport
import NIOCore
import TestSupport
import Testing

@Suite("Agent plane: machines that are revoked, copied or identified anew", .timeLimit(.minutes(2)))
struct RevocationTests {
    @Test("A revoked machine's parked request is answered and every connection of it is closed, idle ones too")
    func openConnections() async throws {
        try await BrokerUnderTest.run { broker in
            let identity = try await broker.enroll("web-01")
            let neighbour = try await broker.connect(broker.enroll("web-02"))
            let idle = try await broker.connect(identity)
            #expect(try await idle.request("GET", "/v1/trust").status == 200)
            #expect(try await neighbour.request("GET", "/v1/trust").status == 200)
            let parked = try await broker.connect(identity)
            try await parked.send(TLSClient.availability(wait: 60))
            // A second request of the machine on the idle connection shows that the first is known.
            #expect(try await idle.request("GET", "/v1/trust").status == 200)

            _ = try await broker.broker.operators.revoke("web-01", by: broker.alice)
            let answer = try #require(try await parked.answer())
            #expect(answer.status == 403 && answer.problem == "revoked" && answer.closes)
            #expect(await parked.rest().isEmpty)
            #expect(await idle.rest().isEmpty)
            #expect(try await neighbour.request("GET", "/v1/trust").status == 200)

            let again = try await broker.connect(identity)
            #expect(try await again.request("GET", "/v1/trust").problem == "revoked")
            #expect(await again.rest().isEmpty)
        }
    }

    @Test("A revoked machine is refused on a resumed session")
    func resumption() async throws {
        try await BrokerUnderTest.run { broker in
            let identity = try await broker.enroll("web-01")
            let client = try OpenSSLClient(
                port: broker.port, certificate: identity.certificate, key: identity.key.pem, trust: broker.identities.trust)
            #expect(try await client.ask().contains("HTTP/1.1 200"))
            let resumed = try await client.askResumed()
            #expect(resumed.contains("Reused, TLSv1.3") && resumed.contains("HTTP/1.1 200"), "\(resumed)")
            _ = try await broker.broker.operators.revoke("web-01", by: broker.alice)
            let refused = try await client.askResumed()
            #expect(refused.contains("Reused, TLSv1.3"), "the server no longer resumes, so this test shows nothing: \(refused)")
            #expect(refused.contains("HTTP/1.1 403") && refused.contains("urn:beckon:problem:revoked"), "\(refused)")
        }
    }

    @Test("A renewed certificate takes over on its first use; the old one on a new connection is a copy, and both get no work")
    func rotationAndCopy() async throws {
        try await BrokerUnderTest.run { broker in
            let old = try await broker.enroll("web-01")
            let first = try await broker.connect(old)
            let new = try await broker.renew(old, on: first)
            #expect(try await first.request("GET", "/v1/trust").status == 200)
            let second = try await broker.connect(new)
            #expect(try await second.request("GET", "/v1/trust").status == 200)
            // What was open before may end what it does.
            #expect(try await first.request("GET", "/v1/trust").status == 200)
            #expect(try await broker.state(of: old) == .active)

            broker.advance(seconds: 1)
            let copy = try await broker.connect(old)
            #expect(try await copy.request("GET", "/v1/trust").problem == "quarantined")
            #expect(try await broker.state(of: old) == .quarantined)
            let fetch = "/v1/transactions/\(TransactionID.generate(at: .system()))/fetch"
            #expect(try await second.request("POST", fetch, body: "{}").problem == "quarantined")
            try await second.send(TLSClient.availability(wait: 0))
            let answer = try #require(try await second.answer())
            #expect(answer.status == 200 && answer.json?["transactions"] == [])
        }
    }

    @Test("A connection of a certificate that was replaced is closed when it is idle")
    func retirement() async throws {
        try await BrokerUnderTest.run(limits: { $0.retiredIdle = .milliseconds(50) }) { broker in
            let old = try await broker.enroll("web-01")
            let first = try await broker.connect(old)
            let new = try await broker.renew(old, on: first)
            let second = try await broker.connect(new)
            #expect(try await second.request("GET", "/v1/trust").status == 200)
            #expect(await first.rest().isEmpty)
            #expect(try await second.request("GET", "/v1/trust").status == 200)
        }
    }

    @Test("A parked request on such a connection is told to ask again when its time is over, and the connection is closed")
    func retirementOfAParkedRequest() async throws {
        try await BrokerUnderTest.run(limits: { $0.retired = .milliseconds(50) }) { broker in
            let old = try await broker.enroll("web-01")
            let first = try await broker.connect(old)
            let new = try await broker.renew(old, on: first)
            try await first.send(TLSClient.availability(wait: 60))
            let second = try await broker.connect(new)
            #expect(try await second.request("GET", "/v1/trust").status == 200)
            let answer = try #require(try await first.answer())
            #expect(answer.status == 200 && answer.closes)
            #expect(await first.rest().isEmpty)
        }
    }

    @Test("Another journal while the first one's agent is parked is a copy's")
    func journals() async throws {
        func ask(_ journal: String) -> String {
            let session = #"{"journal": "\#(journal)", "run": 1, "seq": 1}"#
            return TLSClient.text(
                "POST", "/v1/availability", body: #"{"capacity": 1, "holding": [], "wait": 0, "session": \#(session)}"#)
        }
        try await BrokerUnderTest.run { broker in
            let copied = try await broker.enroll("web-02")
            let original = try await broker.connect(copied)
            try await original.send(ask("j1"))
            #expect(try await original.answer()?.status == 200)
            let copy = try await broker.connect(copied)
            try await copy.send(ask("j2"))
            #expect(try await copy.answer()?.problem == "quarantined")
            #expect(try await broker.state(of: copied) == .quarantined)
        }
    }

    @Test("Every route of machines passes the gate before its body is looked at")
    func gate() async throws {
        try await PlaneUnderTest.run { plane in
            plane.service.shutGate(with: Problem(.quarantined, "no"))
            let client = try await plane.connect()
            for route in CredentialTests.machineRoutes {
                let answer = try await client.request(route.method, route.path, body: "nonsense")
                #expect(answer.problem == "quarantined", "\(route.path)")
            }
            #expect(plane.service.log.isEmpty)
            #expect(plane.service.gate.count == CredentialTests.machineRoutes.count)
        }
    }
}
