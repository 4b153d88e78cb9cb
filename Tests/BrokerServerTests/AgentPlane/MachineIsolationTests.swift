import BeckonIdentity
import BeckonWire
import BrokerCore
import BrokerTestSupport
import NIOHTTP1
import TestSupport
import Testing

@testable import BrokerServer

/// What is acme's does not exist for a machine of globex, whichever route it asks. Routes are enumerated: one that is added later is
/// tried by itself, and does not compile here without a body.
@Suite("Agent plane: subscribers are invisible to each other", .timeLimit(.minutes(2)))
struct MachineIsolationTests {
    /// What acme has: one transaction that waits, and one that runs and has written something.
    private struct Possessions {
        let machine: MachineID
        let queued: TransactionID
        let running: TransactionID

        init(of test: BrokerUnderTest) async throws {
            let identity = try await test.enroll("acme-secret-machine")
            machine = identity.machine
            let client = try await test.connect(identity)
            let catalogue = ExecutorCatalogue(executors: [Records.executor()])
            let registered = try await client.request(
                "PUT", "/v1/executors", body: String(decoding: WireJSON.encode(catalogue), as: UTF8.self))
            #expect(registered.status == 204)
            (queued, running) = (try await Self.submit(test), try await Self.submit(test))
            let fetched = try await client.request("POST", "/v1/transactions/\(running)/fetch", body: "{}")
            #expect(fetched.status == 200)
            let written = try await client.request(
                "POST", "/v1/transactions/\(running)/output/stdout?offset=0&attempt=1", body: "secret")
            #expect(written.status == 200)
        }

        private static func submit(_ test: BrokerUnderTest) async throws -> TransactionID {
            let request = TestBroker.request(["acme-secret-machine"])
            return try await test.broker.operators.submit(
                WireJSON.encode(request), idempotencyKey: nil, traceparent: nil, by: test.alice
            ).transaction
        }

        var secrets: [String] { ["\(machine)", "\(queued)", "\(running)", "acme-secret-machine"] }
    }

    private struct State: Equatable {
        let machine: MachineRecord?
        let queued: DeliveryRecord?
        let running: DeliveryRecord?
        let output: [OutputStream: Int]
        let audit: [AuditRecord]

        init(_ test: BrokerUnderTest, _ acme: Possessions) async throws {
            machine = try await test.store.machine(acme.machine)
            queued = try await test.store.delivery(of: acme.queued, to: acme.machine)
            running = try await test.store.delivery(of: acme.running, to: acme.machine)
            output = try await test.store.outputLengths(of: acme.running, acme.machine, attempt: 1)
            audit = try await test.store.audit(of: "acme", after: 0, limit: 99)
        }
    }

    /// A request that would do something if it were let.
    private struct Attempt {
        let path: String
        let body: String?

        init(_ endpoint: AgentEndpoint, on transaction: TransactionID) throws {
            var path = endpoint.path.replacing("{transaction}", with: "\(transaction)").replacing("{stream}", with: "stdout")
            switch endpoint {
            case .enrollment, .trust: body = nil
            case .availability:
                body = #"{"capacity": 9, "holding": ["\#(transaction)"], "cancelling": ["\#(transaction)"], "wait": 0}"#
            case .executors: body = #"{"executors": []}"#
            case .certificate:
                body = String(
                    decoding: WireJSON.encode(RenewalRequest(csr: try IdentityKey().certificateRequest())), as: UTF8.self)
            case .fetch: body = "{}"
            case .output:
                path += "?offset=6&attempt=1"
                body = "stolen"
            case .report:
                let finish = Finish(outcome: .failed)
                let event = ReportEvent(seq: 1, at: Timestamp(milliseconds: 1), .finished(finish))
                body = String(decoding: WireJSON.encode(ReportRequest(attempt: 1, events: [event])), as: UTF8.self)
            }
            self.path = path
        }

        func names(_ transaction: TransactionID) -> Bool { (path + (body ?? "")).contains("\(transaction)") }
    }

    @Test("Every route of the agent plane that a machine may ask")
    func agentPlane() async throws {
        try await BrokerUnderTest.run { test in
            let acme = try await Possessions(of: test)
            let client = try await test.connect(try await test.enroll("web-01", of: "globex"))
            let before = try await State(test, acme)
            let nobodys = Records.id(901, TransactionKind.self)
            for endpoint in AgentEndpoint.allCases where endpoint != .enrollment {
                func ask(_ attempt: Attempt) async throws -> (status: Int, text: String) {
                    let answer = try await client.request(endpoint.method.rawValue, attempt.path, body: attempt.body)
                    return (answer.status, String(decoding: answer.body, as: UTF8.self))
                }
                for transaction in [acme.queued, acme.running] {
                    let attempt = try Attempt(endpoint, on: transaction)
                    let answer = try await ask(attempt)
                    // What was asked for may be repeated, and nothing else is said: the same as for what does not exist.
                    let text = answer.text.replacing("\(transaction)", with: "\(nobodys)")
                    for secret in acme.secrets { #expect(!text.contains(secret), "\(endpoint.name) tells \(secret)") }
                    guard attempt.names(transaction) else { continue }
                    let nothing = try await ask(Attempt(endpoint, on: nobodys))
                    #expect((answer.status, text) == nothing, "\(endpoint.name)")
                    #expect(!endpoint.path.contains("{") || answer.status == 404, "\(endpoint.name)")
                }
            }
            #expect(try await State(test, acme) == before)
        }
    }
}
