import BeckonIdentity
import BeckonWire
import BrokerCore
@testable import BrokerServer
import TestSupport
import Testing

@Suite("Operator plane: routes", .timeLimit(.minutes(2)))
struct RouteTests {
    private static let transaction = "/v1/transactions/\(Samples.transaction)"
    private static let submit = String(decoding: WireJSON.encode(Samples.submitRequest), as: UTF8.self)
    private static let newOperator = String(decoding: WireJSON.encode(Samples.newOperatorRequest), as: UTF8.self)
    private static let newToken = String(decoding: WireJSON.encode(Samples.newTokenRequest), as: UTF8.self)
    private static let zero = String(decoding: WireJSON.encode(Samples.zeroCertificateRequest), as: UTF8.self)

    /// Every route that needs a credential, as a client asks for it, and what it answers.
    static let guarded: [(String, String, String?, Int, String)] = [
        ("POST", "/v1/transactions", submit, 201, "application/json"),
        ("GET", "/v1/transactions?limit=1", nil, 200, "application/json"),
        ("GET", transaction, nil, 200, "application/json"), ("POST", transaction + "/cancel", nil, 202, "application/json"),
        ("GET", transaction + "/deliveries", nil, 200, "application/json"),
        ("GET", transaction + "/deliveries/web-01", nil, 200, "application/json"),
        ("GET", transaction + "/deliveries/\(Samples.machine)/output/stdout", nil, 200, "application/octet-stream"),
        ("GET", transaction + "/events", nil, 200, "text/event-stream"), ("GET", "/v1/machines", nil, 200, "application/json"),
        ("GET", "/v1/machines/web-01", nil, 200, "application/json"),
        ("PATCH", "/v1/machines/web-01", "{\"labels\": {\"role\": \"web\", \"old\": null}}", 200, "application/json"),
        ("DELETE", "/v1/machines/web-01", nil, 200, "application/json"),
        ("POST", "/v1/zero-certificates", zero, 201, "application/json"),
        ("DELETE", "/v1/zero-certificates/\(Samples.zeroCertificate)", nil, 200, "application/json"),
        ("GET", "/v1/zero-certificates", nil, 200, "application/json"), ("GET", "/v1/executors", nil, 200, "application/json"),
        ("GET", "/v1/audit", nil, 200, "application/json"),
        ("POST", "/v1/operators", newOperator, 201, "application/json"), ("GET", "/v1/operators", nil, 200, "application/json"),
        ("DELETE", "/v1/operators/ci", nil, 200, "application/json"),
        ("POST", "/v1/operators/alice/certificate", "{\"csr\": \"PEM\"}", 200, "application/json"),
        ("GET", "/metrics", nil, 200, "text/plain; version=0.0.4; charset=utf-8"),
        ("GET", "/v1/authorities", nil, 200, "application/json"),
        ("POST", "/v1/authorities/broker/prepare", "{}", 200, "application/json"),
        ("POST", "/v1/tokens", newToken, 201, "application/json"),
    ]

    @Test("Every route answers an operator", arguments: guarded)
    func answers(_ method: String, _ path: String, _ body: String?, _ status: Int, _ type: String) async throws {
        try await OperatorPlaneUnderTest.run(FakeOperatorService()) { plane in
            let answer = try await plane.connect().request(method, path, body: body)
            #expect(answer.status == status)
            #expect(answer.headers["content-type"] == type)
        }
    }

    @Test("The list above has every route that needs a credential")
    func isComplete() {
        let routes = OperatorRoutes.all(service: FakeOperatorService(), limits: .init())
        let named = Self.guarded.map { method, path, _, _, _ in
            routes.first { $0.name.hasPrefix(method + " ") && $0.matches(String(path.prefix { $0 != "?" })) }?.name
        }
        let open = ["GET /livez", "GET /readyz", "GET /openapi.json"]
        #expect(Set(named.compactMap { $0 }).union(open) == Set(routes.map(\.name)))
    }

    @Test("Who is no operator opens nothing", arguments: guarded)
    func isGuarded(_ method: String, _ path: String, _ body: String?, _: Int, _: String) async throws {
        let service = FakeOperatorService()
        try await OperatorPlaneUnderTest.run(service) { plane in
            let nobody = try await plane.connect(as: nil).request(method, path, body: body)
            #expect((nobody.status, nobody.problem) == (401, "unauthenticated"))
            #expect(nobody.headers["www-authenticate"] != nil)
            for identity in [plane.identities.acmeMachine, plane.identities.acmeZero] {
                let answer = try await plane.connect(as: identity).request(method, path, body: body)
                #expect((answer.status, answer.problem) == (403, "wrong-certificate"))
            }
        }
        #expect(service.now.callers.isEmpty)
    }

    @Test("The caller is whom the certificate names")
    func caller() async throws {
        let service = FakeOperatorService()
        try await OperatorPlaneUnderTest.run(service) { plane in
            _ = try await plane.connect().request("GET", "/v1/machines")
            _ = try await plane.connect(as: plane.identities.globexOperator).request("GET", "/v1/machines")
        }
        #expect(
            service.now.callers == [
                OperatorCaller(name: "alice", subscriber: "acme", role: .admin, address: "127.0.0.1"),
                OperatorCaller(name: "bob", subscriber: "globex", role: .admin, address: "127.0.0.1"),
            ])
    }

    @Test("A token is judged, even beside a certificate")
    func tokens() async throws {
        let service = FakeOperatorService()
        try await OperatorPlaneUnderTest.run(service) { plane in
            for identity in [nil, plane.identities.acmeOperator] {
                let client = try await plane.connect(as: identity)
                let good = try await client.request(
                    "GET", "/v1/machines", headers: ["Authorization: Bearer \(FakeOperatorService.token)"])
                #expect(good.status == 200)
                for header in ["Bearer secret", "Basic c2VjcmV0", "Bearer", ""] {
                    let answer = try await client.request("GET", "/v1/machines", headers: ["Authorization: \(header)"])
                    #expect((answer.status, answer.problem) == (401, "unauthenticated"), "\(header)")
                }
            }
        }
        #expect(
            service.now.callers.map { [$0.name, $0.role.rawValue] } == [["ci", "operator"], ["ci", "operator"]])
    }

    @Test("Health and document need no credential")
    func open() async throws {
        let service = FakeOperatorService()
        try await OperatorPlaneUnderTest.run(service) { plane in
            let client = try await plane.connect(as: nil)
            #expect(try await client.request("GET", "/livez").status == 200)
            #expect(try await client.request("GET", "/readyz").status == 200)
            #expect(try await client.request("GET", "/openapi.json").json?["openapi"] == "3.1.0")
            service.set { $0.isReady = false }
            let answer = try await client.request("GET", "/readyz")
            #expect((answer.status, answer.problem, answer.headers["retry-after"]) == (503, "unavailable", "1"))
            #expect(try await client.request("GET", "/livez").status == 200)
        }
    }

    @Test("A refusal of the core is answered as it is", arguments: ProblemKind.allCases)
    func refusals(_ kind: ProblemKind) async throws {
        let service = FakeOperatorService()
        service.set { $0.refusal = Problem(kind, "detail", hint: "hint", retryAfter: 7, members: ["pointer": "/a"]) }
        try await OperatorPlaneUnderTest.run(service) { plane in
            let answer = try await plane.connect().request("GET", "/v1/machines")
            #expect((answer.status, answer.problem) == (kind.status, kind.rawValue))
            #expect(answer.headers["content-type"] == "application/problem+json")
            #expect(answer.headers["retry-after"] == "7")
            #expect(answer.json?["detail"] == "detail")
            #expect(answer.json?["hint"] == "hint")
            #expect(answer.json?["pointer"] == "/a")
        }
    }

    @Test("The first request carries its body, key and trace to the core, and is answered with its place")
    func submits() async throws {
        let service = FakeOperatorService()
        try await OperatorPlaneUnderTest.run(service) { plane in
            let answer = try await plane.connect().request(
                "POST", "/v1/transactions", body: Self.submit,
                headers: [
                    "Idempotency-Key: k 1", "traceparent: \(Samples.traceparent)",
                    "Content-Type: application/json; charset=utf-8",
                ])
            #expect(answer.status == 201)
            #expect(answer.headers["location"] == Self.transaction)
        }
        let submitted = try #require(service.now.submitted.first)
        #expect(submitted.octets == Array(Self.submit.utf8))
        #expect((submitted.idempotencyKey, submitted.traceparent) == ("k 1", Samples.traceparent))
    }

    @Test("Cancelling what is over is 200")
    func cancelsNothing() async throws {
        let service = FakeOperatorService()
        service.set { $0.counts = [.finished(.succeeded): 1] }
        try await OperatorPlaneUnderTest.run(service) { plane in
            let client = try await plane.connect()
            #expect(try await client.request("POST", Self.transaction + "/cancel").status == 200)
        }
    }
}
