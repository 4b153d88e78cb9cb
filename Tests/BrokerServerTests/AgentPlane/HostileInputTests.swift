import BeckonWire
import BrokerServer
import Glibc
import NIOCore
import TestSupport
import Testing

@Suite("Agent plane: hostile and broken clients", .timeLimit(.minutes(3)))
struct HostileInputTests {
    static let output = "/v1/transactions/\(CredentialTests.transaction)/output/stdout?offset=0&attempt=1"

    @Test("Unknown routes, wrong methods and bad ids get a problem each, and the connection goes on")
    func routes() async throws {
        try await PlaneUnderTest.run { plane in
            let client = try await plane.connect()
            for path in ["/", "/v1", "/v2/availability", "/v1/transactions/t-nonsense/fetch", "/v1/availability/", "*", "/v1//x"]
            {
                let answer = try await client.request("POST", path, body: "{}")
                #expect(answer.status == 404, "\(path)")
                #expect(answer.headers["content-type"] == "application/problem+json")
            }
            for method in ["GET", "DELETE", "HEAD", "PATCH", "OPTIONS"] {
                let answer = try await client.request(method, "/v1/availability")
                #expect(answer.status == 405, "\(method)")
                #expect(answer.headers["allow"] == "POST")
            }
            for query in [
                "", "?offset=0", "?offset=-1&attempt=1", "?offset=+1&attempt=1", "?offset=1&offset=2&attempt=1",
                "?offset=0&attempt=0",
            ] {
                let path = "/v1/transactions/\(CredentialTests.transaction)/output/stdout" + query
                #expect(try await client.request("POST", path, body: "x").status == 400, "\(query)")
            }
            #expect(try await client.request("POST", Self.output, body: "x").status == 200)
        }
    }

    @Test("Bodies that are no message are refused: not JSON, not UTF-8, too deep, cut, of the wrong shape")
    func bodies() async throws {
        try await PlaneUnderTest.run { plane in
            let client = try await plane.connect()
            let deep = String(repeating: "[", count: 100_000)
            for body in [
                "", "{", "[]", "null", #"{"capacity": "many", "holding": [], "wait": 1}"#, deep,
                #"{"capacity":-1,"holding":[],"wait":1}"#,
            ] {
                let answer = try await client.request("POST", "/v1/availability", body: body)
                #expect(answer.status == 400, "\(body.prefix(60))")
                #expect(answer.problem == "bad-request")
            }
            let head = "POST /v1/availability HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n"
            try await client.send(Array(head.utf8) + [0x7B, 0x22, 0xFF, 0xFE, 0x7D])
            #expect(try await client.answer()?.status == 400)
            #expect(plane.service.log.isEmpty)
        }
    }

    @Test("A body over the limit is refused before it is sent, or as soon as it is too long")
    func oversizedBody() async throws {
        try await PlaneUnderTest.run { plane in
            let declared = try await plane.connect()
            try await declared.send("POST \(Self.output) HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\nbeginning")
            let refused = try #require(try await declared.answer())
            #expect(refused.status == 413)
            #expect(refused.closes)

            let chunked = try await plane.connect()
            try await chunked.send("POST \(Self.output) HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = Array("10000\r\n".utf8) + [UInt8](repeating: 0x61, count: 0x10000) + Array("\r\n".utf8)
            for _ in 0..<17 { try? await chunked.send(chunk) }
            #expect(try await chunked.answer()?.status == 413)
            #expect(plane.service.log.isEmpty)

            let largest = String(repeating: "a", count: 1 << 20)
            let client = try await plane.connect()
            #expect(try await client.request("POST", Self.output, body: largest).json?["offset"] == 1_048_576)
        }
    }

    @Test("Expect: 100-continue: the body is asked for, or refused before it is sent")
    func expectation() async throws {
        try await PlaneUnderTest.run { plane in
            let client = try await plane.connect()
            let head = "Host: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"
            try await client.send("POST \(Self.output) HTTP/1.1\r\n" + head)
            #expect(try await client.answer()?.status == 100)
            try await client.send("abc")
            #expect(try await client.answer()?.status == 200)
            try await client.send("POST /v1/enrollment HTTP/1.1\r\n" + head)
            #expect(try await client.answer()?.status == 403)
        }
    }

    @Test("A head over the limit gets 431")
    func oversizedHead() async throws {
        try await PlaneUnderTest.run { plane in
            for head in [
                "X: " + String(repeating: "a", count: 9_000), (0..<80).map { "X\($0): a" }.joined(separator: "\r\n"),
                (0..<20).map { "X\($0): " + String(repeating: "a", count: 1_000) }.joined(separator: "\r\n"),
            ] {
                let client = try await plane.connect()
                try await client.send("POST /v1/availability HTTP/1.1\r\n\(head)\r\n\r\n")
                #expect(try await client.answer()?.status == 431)
                #expect(await client.rest().isEmpty)
            }
        }
    }

    @Test(
        "Garbage gets 400 and the connection is closed",
        arguments: [
            "hello\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "POST /v1/availability HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "POST /v1/availability HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "POST /v1/availability HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n",
        ])
    func garbage(text: String) async throws {
        try await PlaneUnderTest.run { plane in
            let client = try await plane.connect()
            try await client.send(text)
            let answer = try #require(try await client.answer())
            #expect(answer.status == 400)
            #expect(answer.closes)
            #expect(await client.rest().isEmpty)
        }
    }

    @Test("Seeded noise never brings the plane down")
    func noise() async throws {
        try await PlaneUnderTest.run(limits: { $0.request = .milliseconds(50) }) { plane in
            var random = SeededGenerator(seed: 7)
            for _ in 0..<60 {
                let client = try await plane.connect()
                var octets = Array(TLSClient.availability(wait: 0).utf8)
                for _ in 0..<Int.random(in: 1...8, using: &random) {
                    octets[Int.random(in: octets.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
                try? await client.send(octets)
                _ = try await client.answer()
                await client.close()
            }
            let client = try await plane.connect()
            #expect(try await client.request("POST", Self.output, body: "x").status == 200)
        }
    }

    @Test(
        "Who asks for another protocol is answered and let go",
        arguments: [
            "CONNECT localhost:1 HTTP/1.1\r\n\r\n",
            "POST /v1/executors HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        ])
    func upgrade(text: String) async throws {
        try await PlaneUnderTest.run { plane in
            let client = try await plane.connect()
            try await client.send(text)
            #expect(try await client.answer()?.closes == true)
            #expect(await client.rest().isEmpty)
        }
    }

    @Test(
        "A request that does not arrive in time gets 408",
        arguments: [
            "POST /v1/avail", "POST /v1/availability HTTP/1.1\r\nContent-Length: 40\r\n\r\n{",
            "POST /nothing HTTP/1.1\r\nContent-Length: 40\r\n\r\n{",
        ])
    func slowloris(text: String) async throws {
        try await PlaneUnderTest.run(limits: { $0.request = .milliseconds(100) }) { plane in
            let client = try await plane.connect()
            try await client.send(text)
            let answer = try #require(try await client.answer())
            #expect(answer.status == 408)
            #expect(answer.closes)
            #expect(await client.rest().isEmpty)
        }
    }

    @Test("A handshake that does not come, and a connection without requests, are cut off")
    func idleness() async throws {
        let change: (inout AgentPlaneLimits) -> Void = {
            $0.handshake = .milliseconds(100)
            $0.idle = .milliseconds(100)
        }
        try await PlaneUnderTest.run(limits: change) { plane in
            #expect(await (try TLSClient.connectPlainly(port: plane.port)).rest().isEmpty)
            let client = try await plane.connect()
            #expect(await client.rest().isEmpty)
        }
    }

    @Test("A client that goes away in the middle of a body leaves nothing behind")
    func truncated() async throws {
        try await PlaneUnderTest.run(limits: { $0.requests = 1 }) { plane in
            for _ in 0..<5 {
                let client = try await plane.connect()
                try await client.send(
                    "POST \(Self.output) HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\nExpect: 100-continue\r\n\r\n")
                let answer = try #require(try await client.answer())
                #expect([100, 503].contains(answer.status))
                await client.close()
            }
            // The one place for a request is free again, as soon as the plane has seen the last one go.
            var status = 0
            while status != 200 {
                let client = try await plane.connect()
                status = try await client.request("POST", Self.output, body: "x").status
                await client.close()
            }
            #expect(plane.service.log.count == 1)
        }
    }

    @Test("Beyond the requests in work there is 503 with Retry-After; beyond the connections there is none")
    func caps() async throws {
        let change: (inout AgentPlaneLimits) -> Void = {
            $0.requests = 1
            $0.connections = 2
        }
        try await PlaneUnderTest.run(limits: change) { plane in
            plane.service.holdFetches()
            let path = "/v1/transactions/\(CredentialTests.transaction)/fetch"
            let first = try await plane.connect()
            try await first.send(TLSClient.text("POST", path, body: "{}"))
            await plane.service.wait(for: .fetched(CredentialTests.transaction))

            let second = try await plane.connect()
            let refused = try await second.request("POST", path, body: "{}")
            #expect(refused.status == 503)
            #expect(refused.headers["retry-after"].flatMap { Int($0) } ?? 0 > 0)

            if let third = try? await plane.connect() { #expect(await third.rest().isEmpty) }
            plane.service.letGo()
            #expect(try await first.answer()?.status == 200)
            #expect(try await second.request("POST", path, body: "{}").status == 200)
        }
    }

    @Test("After a thousand bogus connections a good one is served")
    func bogus() async throws {
        var files = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        files.rlim_cur = files.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &files)
        try await PlaneUnderTest.run { plane in
            var bogus: [TLSClient] = []
            for number in 0..<1000 {
                let client = try await TLSClient.connectPlainly(port: plane.port)
                if number % 2 == 0 { try? await client.send("GET / HTTP/1.1\r\n\r\n") }
                bogus.append(client)
            }
            let good = try await plane.connect()
            #expect(try await good.request("POST", Self.output, body: "x").status == 200)
            for client in bogus { await client.close() }
        }
    }
}
