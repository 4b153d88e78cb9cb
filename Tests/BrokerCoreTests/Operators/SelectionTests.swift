import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@Suite("Machines by their labels")
struct SelectionTests {
    /// web-1 to web-3 and db-1 with labels, and `bare` without.
    private func fleet(_ test: TestBroker) async throws {
        for (name, labels) in [
            ("web-1", ["role": "web", "env": "prod"]), ("web-2", ["role": "web", "env": "dev"]), ("web-3", ["role": "web"]),
            ("db-1", ["role": "db", "env": "prod"]), ("bare", [:]),
        ] {
            let machine = try await test.machine(name)
            _ = try await test.store.update(machine.machine) { record in
                record.labels = labels
                return (answer: (), audit: nil)
            }
        }
    }

    private func caller(_ scope: String? = nil, role: Role = .operator) throws -> OperatorCaller {
        OperatorCaller(
            name: "ci", subscriber: "acme", role: role,
            scope: OperatorScope(machines: try scope.map { try LabelQuery($0) }, executors: nil))
    }

    private func names(_ query: String?, _ caller: OperatorCaller, _ test: TestBroker) async throws -> [String] {
        try await test.operators.machines(where: query, after: nil, limit: 100, for: caller).items.map(\.name).sorted()
    }

    private func request(_ query: String?, machines: [String]? = nil) -> SubmitRequest {
        SubmitRequest(
            subscriber: "acme", targets: .init(machines: machines, where: query),
            instruction: Instruction(executor: "shell", parameters: ["command": "true"]))
    }

    private func targets(_ request: SubmitRequest, _ caller: OperatorCaller, _ test: TestBroker) async throws -> [String] {
        let transaction = try await test.submit(request, by: caller).transaction
        return try await test.store.deliveries(of: transaction, after: nil, limit: 99).map(\.name).sorted()
    }

    @Test(
        "A query lists what it would hit, and hits what it lists",
        arguments: [
            ("role=web", ["web-1", "web-2", "web-3"]), ("role=web,env!=dev", ["web-1", "web-3"]), ("!role", ["bare"]),
            ("env in (prod,dev)", ["db-1", "web-1", "web-2"]), ("fact.os=linux,role=db", ["db-1"]),
        ])
    func listsWhatItHits(_ query: String, _ expected: [String]) async throws {
        let test = try await TestBroker()
        try await fleet(test)
        #expect(try await names(query, caller(), test) == expected)
        #expect(try await targets(request(query), caller(), test) == expected)
    }

    @Test("Named machines and a query together are one set, and it is fixed and recorded")
    func both() async throws {
        let test = try await TestBroker()
        try await fleet(test)
        let request = request("role=db", machines: ["web-1", "db-1"])
        let transaction = try await test.submit(request, by: caller()).transaction
        _ = try await test.machine("db-2")
        let late = try #require(try await test.store.machine(named: "db-2", of: "acme"))
        _ = try await test.store.update(late.id) { record in
            record.labels = ["role": "db"]
            return (answer: (), audit: nil)
        }
        let names = try await test.store.deliveries(of: transaction, after: nil, limit: 99).map(\.name).sorted()
        #expect(names == ["db-1", "web-1"])
        #expect(try await test.store.transaction(transaction, of: "acme")?.targets == request.targets)
    }

    @Test(
        "A query that is none, or means nobody, is refused with its place",
        arguments: ["role==web", "", "role=cache", "role=web,"])
    func refused(_ query: String) async throws {
        let test = try await TestBroker()
        try await fleet(test)
        let problem = await #expect(throws: Problem.self) { try await test.submit(request(query), by: caller()) }
        #expect(problem?.members["pointer"] == "/targets/where")
    }

    @Test("Pages of a query have every machine once")
    func pages() async throws {
        let test = try await TestBroker()
        try await fleet(test)
        var (found, after) = ([String](), MachineID?.none)
        repeat {
            let page = try await test.operators.machines(where: "role=web", after: after, limit: 1, for: caller())
            found += page.items.map(\.name)
            after = page.next.flatMap { MachineID($0) }
        } while after != nil
        #expect(found.sorted() == ["web-1", "web-2", "web-3"])
    }

    @Test("Who is narrowed sees and reaches those machines alone")
    func narrowed() async throws {
        let before = try await TestBroker()
        try await fleet(before)
        // What is labelled past the broker is not known to its cache.
        let test = try await before.restarted()
        let narrowed = try caller("role=web,env=prod")
        #expect(try await names(nil, narrowed, test) == ["web-1"])
        #expect(try await names("role=web", narrowed, test) == ["web-1"])
        #expect(try await test.operators.machine("web-1", for: narrowed).name == "web-1")
        let unseen = await #expect(throws: Problem.self) { try await test.operators.machine("db-1", for: narrowed) }
        #expect(unseen?.kind == .notFound)
        #expect(try await targets(request("role=web"), narrowed, test) == ["web-1"])
        let refused = await #expect(throws: Problem.self) {
            try await test.submit(request(nil, machines: ["web-1", "db-1"]), by: narrowed)
        }
        #expect(refused?.kind == .forbidden)
        #expect(refused?.detail.contains("lacks the right transactions.submit on machine db-1") == true)
    }

    @Test("What a machine says of itself gives nobody a right")
    func factsDoNotAuthorise() {
        #expect(throws: WireError.self) { try OperatorGrant(role: .operator, where: "fact.role=web").validate(at: "") }
    }
}
