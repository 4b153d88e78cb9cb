import BeckonWire
@testable import BrokerServer
import Testing

@Suite("Operator plane: requests that are refused", .timeLimit(.minutes(2)))
struct RefusalTests {
    private static let transaction = "/v1/transactions/\(Samples.transaction)"

    @Test(
        "A malformed query is refused by name",
        arguments: [
            ("/v1/machines?limit=0", "limit"), ("/v1/machines?limit=1001", "limit"), ("/v1/machines?limit=x", "limit"),
            ("/v1/machines?limit=%2B5", "limit"), ("/v1/machines?limit=1&limit=2", "limit"), ("/v1/machines?limit", "limit"),
            ("/v1/machines?after=m-1", "after"), ("/v1/machines?after=%zz", "after"), ("/v1/machines?after=%ff", "after"),
            ("/v1/executors?where=role%3Dweb", "where"), ("/v1/machines?%1b=1", "%1b"), ("/v1/executors?limit=0", "limit"),
            ("/v1/executors?after=shell", "after"), ("/v1/executors?name=shell", "name"),
            (transaction + "/deliveries/web-01/output/stdout?offset=-1", "offset"),
            (transaction + "/deliveries/web-01/output/stdout?offset=99999999999999999999", "offset"),
            (transaction + "/deliveries/web-01/output/stdout?attempt=0", "attempt"),
        ])
    func query(_ path: String, _ name: String) async throws {
        try await OperatorPlaneUnderTest.run(FakeOperatorService()) { plane in
            let answer = try await plane.connect().request("GET", path)
            #expect((answer.status, answer.problem) == (400, "bad-request"))
            #expect(answer.json?["detail"]?.stringValue?.contains(name) == true)
        }
    }

    @Test(
        "What is not there is 404",
        arguments: [
            "/", "/v2/machines", "/v1/transactions/t-1", "/v1/transactions/%2e%2e", "/v1/machines/WEB", "/v1/machines/a.b",
            transaction + "/deliveries/web-01/output/stdin", "/v1/machines/%1b%5b2J",
        ])
    func missing(_ path: String) async throws {
        try await OperatorPlaneUnderTest.run(FakeOperatorService()) { plane in
            let answer = try await plane.connect().request("GET", path)
            #expect((answer.status, answer.problem) == (404, "not-found"))
        }
    }

    @Test(
        "A method that a route does not take is 405 with those that it takes",
        arguments: [
            ("DELETE", "/v1/transactions", "GET, POST"), ("PUT", "/v1/executors", "GET"), ("HEAD", "/livez", "GET"),
            ("OPTIONS", "/v1/machines", "GET"),
        ])
    func methods(_ method: String, _ path: String, _ allowed: String) async throws {
        try await OperatorPlaneUnderTest.run(FakeOperatorService()) { plane in
            let answer = try await plane.connect().request(method, path)
            #expect(answer.status == 405)
            #expect(answer.headers["allow"] == allowed)
        }
    }

    @Test("Another type of body is 415")
    func type() async throws {
        try await OperatorPlaneUnderTest.run(FakeOperatorService()) { plane in
            let answer = try await plane.connect().request(
                "POST", "/v1/transactions", body: "{}", headers: ["Content-Type: application/x-www-form-urlencoded"])
            #expect((answer.status, answer.problem) == (415, "unsupported-media-type"))
        }
    }

    private static let badBodies = [
        "", "{", "[]", "null", "{\"subscriber\": 1}", "\u{FFFD}", "{\"name\": \"x\"}", String(repeating: "[", count: 100_000),
    ]

    @Test("Bodies that are not the message are 400", arguments: badBodies.indices)
    func bodies(_ index: Int) async throws {
        let body = Self.badBodies[index]
        try await OperatorPlaneUnderTest.run(FakeOperatorService()) { plane in
            let client = try await plane.connect()
            for path in ["/v1/transactions", "/v1/zero-certificates"] {
                let answer = try await client.request("POST", path, body: body)
                #expect((answer.status, answer.problem) == (400, "bad-request"))
            }
        }
    }

    @Test("A body over the limit is 413, announced or not")
    func large() async throws {
        try await OperatorPlaneUnderTest.run(FakeOperatorService(), limits: { $0.body = 1000 }) { plane in
            let body = String(repeating: "x", count: 1001)
            let announced = try await plane.connect().request("POST", "/v1/transactions", body: body)
            #expect((announced.status, announced.problem) == (413, "too-large"))

            let client = try await plane.connect()
            try await client.send(
                "POST /v1/transactions HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n\(body)\r\n0\r\n\r\n")
            #expect(try await client.answer()?.status == 413)
            // The rest was read away, and the connection goes on.
            #expect(try await client.request("GET", "/livez").status == 200)
        }
    }

    @Test("A bad Idempotency-Key or Last-Event-ID is 400")
    func headers() async throws {
        try await OperatorPlaneUnderTest.run(FakeOperatorService()) { plane in
            let client = try await plane.connect()
            let key = String(repeating: "k", count: 256)
            let body = String(decoding: WireJSON.encode(Samples.submitRequest), as: UTF8.self)
            #expect(
                try await client.request("POST", "/v1/transactions", body: body, headers: ["Idempotency-Key: \(key)"]).status
                    == 400)
            #expect(try await client.request("GET", Self.transaction + "/events", headers: ["Last-Event-ID: x"]).status == 400)
        }
    }
}
