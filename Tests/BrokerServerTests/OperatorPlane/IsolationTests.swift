import BeckonIdentity
import BeckonWire
import BrokerCore
import BrokerTestSupport
import HTTPTypes
import TestSupport
import Testing

@testable import BrokerServer

/// What is acme's does not exist for an admin of globex, whichever route is asked. Routes are enumerated: one that is added later is
/// tried by itself, and one with a parameter that this test cannot fill in fails it.
@Suite("Operator plane: subscribers are invisible to each other", .timeLimit(.minutes(2)))
struct IsolationTests {
    /// What acme has, under names that nobody else would think of.
    private struct Possessions {
        let machine: MachineID
        let transaction: TransactionID
        let zero: ZeroCertificateID
        let secrets: [String]

        init(of test: TestBroker) async throws {
            machine = try await test.machine("acme-secret-machine").machine
            transaction = try await test.submit(to: "acme-secret-machine")
            zero = test.acmeZero.zeroCertificate
            _ = try await test.operators.createToken(
                NewTokenRequest(name: "acme-secret-token", grant: OperatorGrant(role: .viewer), expires: nil), by: test.alice)
            secrets = [
                "\(machine)", "\(transaction)", "\(zero)", "acme-secret-machine", "acme-secret-token",
            ]
        }

        /// The route with what is acme's, and with what is nobody's; nil where a parameter is not known here.
        func paths(_ route: OperatorRoute, byName: Bool) -> (theirs: String, nobodys: String)? {
            var (theirs, nobodys) = (route.path, route.path)
            for (parameter, value, other) in [
                ("transaction", "\(transaction)", "\(Records.id(901, TransactionKind.self))"),
                (
                    "machine", byName ? "acme-secret-machine" : "\(machine)",
                    byName ? "nobodys-machine" : "\(Records.id(902, MachineKind.self))"
                ),
                ("stream", "stdout", "stdout"), ("operator", "acme-secret-token", "nobodys-token"),
                ("authority", "broker", "broker"), ("step", "prepare", "prepare"),
                ("zeroCertificate", "\(zero)", "\(Records.id(903, ZeroCertificateKind.self))"),
            ] {
                theirs = theirs.replacing("{\(parameter)}", with: value)
                nobodys = nobodys.replacing("{\(parameter)}", with: other)
            }
            return theirs.contains("{") ? nil : (theirs, nobodys)
        }

        /// Bodies that would do something if they were let.
        func bodies(for route: OperatorRoute) throws -> [String] {
            let csr = try IdentityKey().certificateRequest()
            let grant = OperatorGrant(role: .viewer)
            func text(_ message: some WireMessage) -> String { String(decoding: WireJSON.encode(message), as: UTF8.self) }
            return switch route.name {
            case "POST /v1/transactions":
                try ["acme", "globex"].flatMap { subscriber in
                    try ["\(machine)", "acme-secret-machine"].map { target in
                        let request = TestBroker.request([target], subscriber: subscriber)
                        return String(decoding: WireJSON.encode(request), as: UTF8.self)
                    }
                }
            case "POST /v1/zero-certificates": [text(ZeroCertificateRequest(name: "own", csr: csr, expires: nil))]
            case "POST /v1/operators": [text(NewOperatorRequest(name: "own", grant: grant, csr: csr, expires: nil))]
            case "POST /v1/tokens": [text(NewTokenRequest(name: "own-token", grant: grant, expires: nil))]
            case "POST /v1/operators/{operator}/certificate": [text(RenewalRequest(csr: csr))]
            default: ["{}"]
            }
        }
    }

    private struct State: Equatable {
        let machine: MachineRecord?
        let counts: [DeliveryState: Int]
        let operators: [OperatorRecord]
        let zeros: [ZeroCertificateRecord]
        let audit: [AuditRecord]

        init(_ test: TestBroker, _ acme: Possessions) async throws {
            machine = try await test.store.machine(acme.machine)
            counts = try await test.store.counts(of: acme.transaction)
            operators = try await test.store.operators(of: "acme", after: nil, limit: 99)
            zeros = try await test.store.zeroCertificates(of: "acme", after: nil, limit: 99).map(\.0)
            audit = try await test.store.audit(of: "acme", after: 0, limit: 99)
        }
    }

    @Test("Every route of the operator plane, by id and by name")
    func operatorPlane() async throws {
        let test = try await TestBroker(settings: BrokerSettings(brokers: ["https://broker.example:7443"], home: "acme"))
        let acme = try await Possessions(of: test)
        let token = try await test.operators.createToken(
            NewTokenRequest(name: "globex-admin", grant: OperatorGrant(role: .admin), expires: nil), by: test.bob
        ).token
        let before = try await State(test, acme)
        let routes = OperatorRoutes.all(service: test.operators, limits: .init()).filter {
            $0.path.hasPrefix("/v1/") || $0.path == "/metrics"
        }
        #expect(routes.count > 15)
        try await OperatorPlaneUnderTest.run(test.operators) { plane in
            for route in routes {
                for byName in [false, true] {
                    let paths = try #require(acme.paths(route, byName: byName), "say above what fills \(route.path) in")
                    for body in route.method == .get ? [nil] : try acme.bodies(for: route).map(Optional.some) {
                        func ask(_ path: String) async throws -> HTTPAnswer {
                            try await plane.connect(as: nil)
                                .request(route.method.rawValue, path, body: body, headers: ["Authorization: Bearer \(token)"])
                        }
                        let answer = try await ask(paths.theirs)
                        if route.path.contains("{") {
                            // What was asked for may be repeated, and nothing else is said: the same as for what does not exist.
                            #expect(answer.status >= 400, "\(route.name)")
                            let nothing = try await ask(paths.nobodys)
                            #expect((answer.status, answer.problem) == (nothing.status, nothing.problem), "\(route.name)")
                        } else {
                            check(answer, of: route, acme, sent: body ?? "")
                        }
                    }
                }
            }
        }
        #expect(try await State(test, acme) == before)
    }

    private func check(_ answer: HTTPAnswer, of route: OperatorRoute, _ acme: Possessions, sent: String) {
        let text = String(decoding: answer.body, as: UTF8.self)
        for secret in acme.secrets where !sent.contains(secret) {
            #expect(!text.contains(secret), "\(route.name) tells \(secret)")
        }
        if acme.secrets.contains(where: sent.contains) { #expect(answer.status >= 400, "\(route.name) did what it was told") }
    }
}
