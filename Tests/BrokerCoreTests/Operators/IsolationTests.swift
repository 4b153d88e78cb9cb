import BeckonIdentity
import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@Suite("What belongs to another subscriber is not found")
struct IsolationTests {
    @Test func onEveryRouteOfOperators() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        _ = try await test.machine("web-1", of: "globex")
        let id = try await test.submit(to: "web-1")
        let operators = test.operators
        let bob = test.bob
        let machineID = machine.machine.description
        let refusals = [
            await problem { _ = try await operators.transaction(id, for: bob) },
            await problem { _ = try await operators.deliveries(of: id, after: nil, limit: 9, for: bob) },
            await problem { _ = try await operators.delivery(of: id, to: machineID, for: bob) },
            await problem { _ = try await operators.delivery(of: id, to: "web-1", for: bob) },
            await problem {
                _ = try await operators.output(of: id, from: machineID, stream: .stdout, attempt: nil, offset: 0, for: bob)
            },
            await problem {
                _ = try await operators.output(of: id, from: "web-1", stream: .stdout, attempt: nil, offset: 0, for: bob)
            },
            await problem { _ = try await operators.events(of: id, after: 0, for: bob) },
            await problem { _ = try await operators.cancel(id, by: bob) },
            await problem { _ = try await operators.machine(machineID, for: bob) },
        ]
        #expect(refusals.map { $0?.kind } == Array(repeating: .notFound, count: refusals.count))
        #expect(try await operators.transaction(id, for: test.alice).counts == [.queued: 1])
    }

    @Test func inEveryListOfOperators() async throws {
        let test = try await TestBroker()
        _ = try await test.machine("web-1")
        _ = try await test.submit(to: "web-1")
        #expect(try await test.operators.transactions(before: nil, limit: 9, for: test.bob).items == [])
        #expect(try await test.operators.machines(where: nil, after: nil, limit: 9, for: test.bob).items == [])
        #expect(try await test.operators.executors(after: nil, limit: 9, for: test.bob).items == [])
        let zeros = try await test.operators.zeroCertificates(after: nil, limit: 9, for: test.bob).items
        #expect(zeros.map(\.zeroCertificate) == [test.globexZero.zeroCertificate])
    }
}
