import BeckonIdentity
import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@Suite("Operators, their credentials and their rights")
struct AccessTests {
    private static let end = Records.noon.adding(seconds: 90 * 86_400)

    private static func certificate(
        _ name: String, serial: String = "01", of subscriber: String = "acme"
    ) -> OperatorCredential {
        .certificate(subscriber: subscriber, name: name, serial: serial, expiresAt: end)
    }

    private static func refusal(_ body: () async throws -> some Any) async -> ProblemKind? {
        do {
            _ = try await body()
            return nil
        } catch {
            return (error as? Problem)?.kind
        }
    }

    private func token(
        _ grant: OperatorGrant, named name: String = "ci", expires: Int = 3600, _ test: TestBroker
    ) async throws -> String {
        try await test.operators.createToken(NewTokenRequest(name: name, grant: grant, expires: expires), by: test.alice).token
    }

    // MARK: credentials

    @Test("The first admin is recorded when it is first seen, and another certificate of that name is refused")
    func firstAdmin() async throws {
        let test = try await TestBroker()
        let admin = try await test.operators.authenticate(Self.certificate("admin"), from: "192.0.2.7")
        #expect(admin == OperatorCaller(name: "admin", subscriber: "acme", role: .admin, address: "192.0.2.7"))
        let impostor = await Self.refusal {
            try await test.operators.authenticate(Self.certificate("admin", serial: "02"), from: nil)
        }
        #expect(impostor == .revoked)
        #expect(try await test.operators.authenticate(Self.certificate("admin", of: "globex"), from: nil).subscriber == "globex")
        #expect(
            await Self.refusal { try await test.operators.authenticate(Self.certificate("eve"), from: nil) } == .forbidden)
        let rows = try await test.store.audit(of: "acme", after: 0, limit: 9)
        #expect(rows.map(\.action) == [.zeroCreated, .operatorCreated])
    }

    @Test("A revoked first admin is not recorded anew")
    func revokedFirstAdmin() async throws {
        let test = try await TestBroker()
        _ = try await test.operators.authenticate(Self.certificate("admin"), from: nil)
        _ = try await test.operators.revokeOperator("admin", by: test.alice)
        let again = try await test.restarted()
        for broker in [test, again] {
            #expect(
                await Self.refusal { try await broker.operators.authenticate(Self.certificate("admin"), from: nil) } == .revoked)
        }
    }

    @Test("A token opens what it was made for, until it is revoked or expires, and only its hash is stored")
    func tokens() async throws {
        let test = try await TestBroker()
        let token = try await token(OperatorGrant(role: .operator), test)
        let caller = try await test.operators.authenticate(.token(token), from: nil)
        #expect((caller.name, caller.subscriber, caller.role) == ("ci", "acme", .operator))
        let record = try #require(try await test.store.operator(named: "ci", of: "acme"))
        #expect(!record.proof.contains(token) && !token.contains(record.proof))

        for stranger in ["", "beckon_", token + "0", String(token.dropLast()), token.uppercased(), record.proof] {
            #expect(
                await Self.refusal { try await test.operators.authenticate(.token(stranger), from: nil) } == .unauthenticated)
        }
        test.clock.advance(seconds: 3600)
        #expect(
            await Self.refusal { try await test.operators.authenticate(.token(token), from: nil) } == .certificateExpired)

        let second = try await self.token(OperatorGrant(role: .viewer), test)
        _ = try await test.operators.authenticate(.token(second), from: nil)
        _ = try await test.operators.revokeOperator("ci", by: test.alice)
        #expect(await Self.refusal { try await test.operators.authenticate(.token(second), from: nil) } == .revoked)
        #expect(await Self.refusal { try await test.operators.authenticate(.token(token), from: nil) } == .unauthenticated)
    }

    @Test("A renewed certificate and the one before both hold until the renewed one is used")
    func renewal() async throws {
        let test = try await TestBroker()
        let csr = try IdentityKey().certificateRequest()
        _ = try await test.operators.createOperator(
            NewOperatorRequest(name: "eve", grant: OperatorGrant(role: .operator), csr: csr, expires: 3600), by: test.alice)
        let first = try #require(try await test.store.operator(named: "eve", of: "acme")).proof
        let eve = try await test.operators.authenticate(Self.certificate("eve", serial: first), from: nil)
        _ = try await test.operators.renewOperator("eve", RenewalRequest(csr: IdentityKey().certificateRequest()), by: eve)
        let renewed = try #require(try await test.store.operator(named: "eve", of: "acme")?.renewed)

        // The answer may have been lost: the one before still opens.
        _ = try await test.operators.authenticate(Self.certificate("eve", serial: first), from: nil)
        test.clock.advance(seconds: 3601)
        _ = try await test.operators.authenticate(Self.certificate("eve", serial: renewed.serial), from: nil)
        #expect(
            await Self.refusal { try await test.operators.authenticate(Self.certificate("eve", serial: first), from: nil) }
                == .revoked)
        let request = RenewalRequest(csr: try IdentityKey().certificateRequest())
        #expect(await Self.refusal { try await test.operators.renewOperator("alice", request, by: eve) } == .forbidden)
    }

    @Test("A name is not given twice, and what is malformed is refused with its place")
    func refusedNames() async throws {
        let test = try await TestBroker()
        _ = try await token(OperatorGrant(role: .viewer), test)
        #expect(await Self.refusal { try await token(OperatorGrant(role: .viewer), test) } == .nameTaken)
        for grant in [
            OperatorGrant(role: .viewer, where: "fact.os=linux"), OperatorGrant(role: .viewer, where: "a=="),
            OperatorGrant(role: .viewer, executors: ["No Executor"]),
        ] {
            #expect(await Self.refusal { try await token(grant, named: "other", test) } == .badRequest)
        }
    }

    // MARK: rights

    @Test("A role that lacks a right is refused with its name", arguments: Role.allCases)
    func roles(_ role: Role) async throws {
        let test = try await TestBroker()
        _ = try await test.machine("web-01")
        let transaction = try await test.submit(to: "web-01")
        let caller = OperatorCaller(name: "eve", subscriber: "acme", role: role)
        let grant = OperatorGrant(role: .viewer)
        let zero = ZeroCertificateRequest(name: "edge", csr: try IdentityKey().certificateRequest(), expires: nil)
        let attempts: [(Right, () async throws -> Void)] = [
            (.readMachines, { _ = try await test.operators.machines(where: nil, after: nil, limit: 9, for: caller) }),
            (.readMachines, { _ = try await test.operators.machine("web-01", for: caller) }),
            (.readExecutors, { _ = try await test.operators.executors(after: nil, limit: 9, for: caller) }),
            (.readTransactions, { _ = try await test.operators.transactions(before: nil, limit: 9, for: caller) }),
            (.readTransactions, { _ = try await test.operators.transaction(transaction, for: caller) }),
            (.readTransactions, { _ = try await test.operators.deliveries(of: transaction, after: nil, limit: 9, for: caller) }),
            (.submitTransactions, { _ = try await test.submit(TestBroker.request(["web-01"]), by: caller) }),
            (.cancelTransactions, { _ = try await test.operators.cancel(transaction, by: caller) }),
            (.manageZeroCertificates, { _ = try await test.operators.createZeroCertificate(zero, by: caller) }),
            (.readZeroCertificates, { _ = try await test.operators.zeroCertificates(after: nil, limit: 9, for: caller) }),
            (.manageOperators, { _ = try await test.operators.operators(after: nil, limit: 9, for: caller) }),
            (
                .manageOperators,
                { _ = try await test.operators.createToken(NewTokenRequest(name: "x", grant: grant, expires: nil), by: caller) }
            ),
            (.manageOperators, { _ = try await test.operators.revokeOperator("x", by: caller) }),
            (.readMetrics, { _ = try await test.operators.metrics(for: caller) }),
            (.manageAuthorities, { _ = try await test.operators.authorities(for: caller) }),
            (.readAudit, { _ = try await test.operators.audit(after: 0, limit: 9, for: caller) }),
        ]
        for (right, attempt) in attempts {
            do {
                try await attempt()
                #expect(role >= right.role, "\(right.rawValue)")
            } catch let problem as Problem {
                #expect(role < right.role && problem.kind == .forbidden, "\(right.rawValue): \(problem)")
                #expect(problem.detail.contains(right.rawValue))
                #expect(problem.members["right"] == .string(right.rawValue))
            }
        }
    }

    @Test("Who is narrowed to executors dispatches to them alone, and sees its own transactions alone")
    func narrowed() async throws {
        let test = try await TestBroker()
        _ = try await test.machine("web-01", executors: [Records.executor("shell"), Records.executor("file")])
        let foreign = try await test.submit(to: "web-01")
        let caller = OperatorCaller(
            name: "ci", subscriber: "acme", role: .operator, scope: OperatorScope(machines: nil, executors: ["file"]))
        let problem = await #expect(throws: Problem.self) {
            try await test.submit(TestBroker.request(["web-01"]), by: caller)
        }
        #expect(problem?.kind == .forbidden)
        #expect(problem?.detail.contains("transactions.submit for executor shell") == true)
        let own = try await test.submit(TestBroker.request(["web-01"], executor: "file"), by: caller).transaction
        let seen = try await test.operators.transactions(before: nil, limit: 9, for: caller)
        #expect(seen.items.map(\.transaction) == [own])
        #expect(await Self.refusal { try await test.operators.transaction(foreign, for: caller) } == .notFound)
        #expect(await Self.refusal { try await test.operators.cancel(foreign, by: caller) } == .notFound)
        #expect(try await test.operators.executors(after: nil, limit: 9, for: caller).items.map(\.executor.name) == ["file"])
    }

    @Test("How the whole broker stands is for the subscriber that it was made with")
    func metrics() async throws {
        let test = try await TestBroker(settings: BrokerSettings(brokers: [], home: "acme"))
        _ = try await test.machine("web-01")
        #expect(try await test.operators.metrics(for: test.alice).machinesConnected == 1)
        #expect(await Self.refusal { try await test.operators.metrics(for: test.bob) } == .forbidden)
    }

    @Test("A narrowed admin cannot make what would be more than it is")
    func narrowedAdmin() async throws {
        let test = try await TestBroker()
        let caller = OperatorCaller(
            name: "eve", subscriber: "acme", role: .admin,
            scope: OperatorScope(machines: try LabelQuery("role=web"), executors: nil))
        let request = NewTokenRequest(name: "more", grant: OperatorGrant(role: .admin), expires: nil)
        let problem = await #expect(throws: Problem.self) { try await test.operators.createToken(request, by: caller) }
        #expect(problem?.detail == "operator eve is narrowed to some machines or executors and lacks the right operators.manage")
        #expect(await Self.refusal { try await test.operators.audit(after: 0, limit: 9, for: caller) } == .forbidden)
    }

    @Test("Who names operators is written down")
    func audit() async throws {
        let test = try await TestBroker()
        _ = try await token(OperatorGrant(role: .operator, where: "role=web", executors: ["shell"]), test)
        _ = try await test.operators.revokeOperator("ci", by: test.alice)
        let rows = try await test.store.audit(of: "acme", after: 1, limit: 9)
        #expect(rows.map(\.action) == [.tokenCreated, .operatorRevoked])
        #expect(rows.map(\.actor) == ["operator alice", "operator alice"])
        #expect(rows.first?.detail.hasPrefix("operator, where role=web, executors shell, until ") == true)
        #expect(try await test.store.audit(of: "globex", after: 1, limit: 9) == [])
    }
}
