import BeckonWire
import BrokerCore
@testable import BrokerServer
import Foundation
import NIOHTTP1
import Testing

@Suite("openapi.json is true")
struct DocumentTests {
    private let document = try? APIDocument()

    @Test("It has every route of the operator plane, and no other")
    func operatorRoutes() throws {
        let document = try #require(document)
        let routes = OperatorRoutes.all(service: FakeOperatorService(), limits: .init())
        #expect(Set(routes.map(\.name)) == document.operations(tagged: "operator plane"))
        #expect(Set(routes.map(\.name)).count == routes.count)
    }

    @Test("It has every route of the agent plane, and no other; each takes no other method")
    func agentRoutes() throws {
        let document = try #require(document)
        let names = Set(AgentEndpoint.allCases.map(\.name))
        #expect(names == document.operations(tagged: "agent plane"))
        #expect(names.count == AgentEndpoint.allCases.count)
        for path in Set(AgentEndpoint.allCases.map(\.path)) {
            for method in [HTTPMethod.GET, .HEAD, .POST, .PUT, .PATCH, .DELETE, .OPTIONS] {
                let found = try? AgentEndpoint(method, RequestTarget(path))
                #expect((found != nil) == names.contains("\(method.rawValue) \(path)"), "\(method) \(path)")
            }
        }
    }

    @Test("Every route says what it needs")
    func security() throws {
        let document = try #require(document)
        for (name, operation) in document.operations {
            let schemes: [String] =
                if case .array(let list)? = operation["security"] {
                    list.flatMap { if case .object(let members) = $0 { Array(members.keys) } else { [String]() } }
                } else { ["missing"] }
            let expected: [String] =
                switch name {
                case "GET /livez", "GET /readyz", "GET /openapi.json": []
                case "POST /v1/enrollment": ["zeroCertificate"]
                case _ where operation["tags"] == ["agent plane"]: ["machineCertificate"]
                default: ["bearerToken", "operatorCertificate"]
                }
            #expect(schemes.sorted() == expected, "\(name)")
        }
    }

    @Test("Every problem that there is fits the schema", arguments: ProblemKind.allCases)
    func problems(_ kind: ProblemKind) throws {
        let problem = Problem(kind, "detail", hint: "hint", retryAfter: 1, members: ["offset": 5])
        #expect(try #require(document).faults(of: WireJSON.decodeValue(from: WireJSON.encode(problem)), as: "Problem") == [])
    }

    @Test("Messages are as the schemas say, member for member", arguments: Example.all)
    func messages(_ example: Example) throws {
        let document = try #require(document)
        let value = try WireJSON.decodeValue(from: example.octets)
        #expect(document.faults(of: value, as: example.schema) == [])
        // The example has every member, so one that the schema has beyond is a promise that is not kept.
        if let members = document.members(of: example.schema), case .object(let given) = value {
            #expect(Set(given.keys) == members)
        }
    }

    @Test("Every schema is used, and every message has an example")
    func isComplete() throws {
        let document = try #require(document)
        let parts: Set = [
            "MachineID", "TransactionID", "ZeroCertificateID", "Timestamp", "Subscriber", "Name", "ExecutorName", "Outcome",
            "DeliveryState",
            "OutputStream", "Interruption", "NextStep", "Problem", "Targets", "DeliveryOutput", "MachineExecutor",
            "OutputSummary", "Progress", "AuditHead", "OperatorGrant", "OperatorName", "ZeroBounds", "AuthorityCertificate",
            "MachineState",
            "Labels",
            "Instruction", "AgentSession",
        ]
        #expect(document.schemas.subtracting(parts) == Set(Example.all.map(\.schema)))
        #expect(document.references == document.schemas.subtracting(["OutputGrowth"]))
    }

    @Test("docs/protocol.md has every right, its role and whether it can be narrowed")
    func rights() throws {
        let page = try String(contentsOfFile: #filePath.split(separator: "/Tests/")[0] + "/docs/protocol.md", encoding: .utf8)
        for right in Right.allCases {
            let row = "| `\(right.rawValue)` | \(right.role.rawValue) | \(right.isNarrowable ? "yes" : "no") |"
            #expect(page.contains(row), "\(row)")
        }
    }

    @Test("The words of the wire are the words of the document")
    func words() throws {
        let document = try #require(document)
        let states = [DeliveryState.queued, .fetched, .started] + Outcome.allCases.map { .finished($0) }
        #expect(document.words(of: "DeliveryState") == states.map(\.rawValue))
        #expect(document.words(of: "Outcome") == Outcome.allCases.map(\.rawValue))
        #expect(document.words(of: "OutputStream") == OutputStream.allCases.map(\.rawValue))
    }

    @Test("Bounds are those of the wire")
    func bounds() throws {
        let document = try #require(document)
        func bound(_ schema: String, _ member: String, _ keyword: String) -> JSONValue? {
            document.schema(schema)?["properties"]?[member]?[keyword]
        }
        #expect(bound("SubmitRequest", "timeout", "maximum") == .integer(Int64(Bounds.timeout)))
        #expect(bound("SubmitRequest", "expires", "maximum") == .integer(Int64(Bounds.expires)))
        #expect(bound("Targets", "machines", "maxItems") == .integer(Int64(Bounds.targets)))
        #expect(bound("Targets", "where", "maxLength") == .integer(Int64(Bounds.targetText)))
        #expect(bound("EnrollmentRequest", "csr", "maxLength") == .integer(Int64(Bounds.csr)))
        #expect(bound("EnrollmentRequest", "facts", "maxProperties") == .integer(Int64(Bounds.facts)))
        #expect(bound("AvailabilityRequest", "capacity", "maximum") == .integer(Int64(Bounds.capacity)))
        #expect(bound("AvailabilityRequest", "holding", "maxItems") == .integer(Int64(Bounds.holding)))
        #expect(bound("AvailabilityRequest", "wait", "maximum") == .integer(Int64(Bounds.wait)))
        #expect(bound("AgentSession", "journal", "maxLength") == .integer(Int64(Bounds.journal)))
        #expect(bound("ReportRequest", "events", "maxItems") == .integer(Int64(Bounds.events)))
        #expect(bound("ExecutorCatalogue", "executors", "maxItems") == .integer(Int64(Bounds.executors)))
        #expect(bound("ExecutorDescription", "version", "maxLength") == .integer(Int64(Bounds.version)))
        #expect(bound("ExecutorDescription", "summary", "maxLength") == .integer(Int64(Bounds.summary)))
        #expect(bound("FetchResponse", "traceparent", "maxLength") == .integer(Int64(Bounds.traceparent)))
        #expect(bound("FetchResponse", "operator", "maxLength") == .integer(Int64(Bounds.operatorName)))
    }
}
