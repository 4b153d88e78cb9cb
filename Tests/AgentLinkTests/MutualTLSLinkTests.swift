import AgentCore
import BeckonIdentity
import BeckonWire
import NIOSSL
import TestSupport
import Testing

@testable import AgentLink

@Suite(.timeLimit(.minutes(1))) struct MutualTLSLinkTests {
    private let identities: TestIdentities
    private let transaction = TransactionID.generate(at: Timestamp(milliseconds: 1_795_000_000_000))

    init() throws { identities = try TestIdentities() }

    @Test func asksAsTheContractSaysAndOverOneConnection() async throws {
        let body = #"{"transactions": ["\#(transaction)"], "next": "fetch"}"#
        let server = try await TLSServer(identities) { request in
            switch request.uri {
            case "/v1/availability": .init(body: body)
            case "/v1/executors": .init(status: 204, body: "")
            case let uri where uri.contains("/output/"): .init(body: #"{"offset": 12}"#)
            default: .init(body: #"{"acknowledged": 2, "cancel": true}"#)
            }
        }
        try await with(server) { link in
            try await link.register(Array(#"{"executors":[]}"#.utf8))
            let offer = try await link.availability(AvailabilityRequest(capacity: 4, holding: [], wait: 50))
            #expect(offer == AvailabilityResponse(transactions: [transaction], next: .fetch))
            let octets: [UInt8] = [0, 0xFF, 10]
            #expect(try await link.append(octets, to: .stderr, of: transaction, attempt: 2, offset: 9) == 12)
            let report = ReportRequest(attempt: 2, events: [ReportEvent(seq: 1, at: Timestamp(milliseconds: 0), .started)])
            #expect(try await link.report(transaction, report) == ReportResponse(acknowledged: 2, cancel: true))
            let requests = server.seen.requests
            #expect(requests.map(\.method) == ["PUT", "POST", "POST", "POST"])
            #expect(
                requests.map(\.uri) == [
                    "/v1/executors", "/v1/availability",
                    "/v1/transactions/\(transaction)/output/stderr?offset=9&attempt=2", "/v1/transactions/\(transaction)/report",
                ])
            #expect(requests[0].body == Array(#"{"executors":[]}"#.utf8))
            #expect(requests[2].body == octets && requests[2].contentType == "application/octet-stream")
            #expect(server.seen.connections == 1)
        }
    }

    @Test func aRefusalIsTheProblemThatTheBrokerNames() async throws {
        let server = try await TLSServer(identities) { _ in
            .init(
                status: 503, headers: ["Content-Type": Problem.contentType, "Retry-After": "17"],
                body: #"{"type": "urn:beckon:problem:unavailable", "status": 503, "detail": "starting", "hint": "wait"}"#)
        }
        try await with(server) { link in
            await #expect(throws: LinkError.refused(Problem(.unavailable, "starting", hint: "wait", retryAfter: 17))) {
                try await link.fetch(transaction, FetchRequest(session: nil))
            }
        }
    }

    @Test func aRefusalByABrokerWhoseClockIsAnotherNamesBothClocks() async throws {
        let server = try await TLSServer(identities) { _ in
            .init(
                status: 403, headers: ["Content-Type": Problem.contentType, "Date": "Sun, 06 Nov 1994 08:49:37 GMT"],
                body: #"{"type": "urn:beckon:problem:certificate-expired", "status": 403, "detail": "expired", "hint": "renew"}"#)
        }
        try await with(server) { link in
            let error = await #expect(throws: LinkError.self) { try await link.fetch(transaction, FetchRequest(session: nil)) }
            guard case .refused(let problem)? = error else { return #expect(Bool(false)) }
            #expect(problem.hint?.hasPrefix("renew; the clocks of this machine and its broker differ by ") == true)
            #expect(problem.hint?.contains("there 1994-11-06T08:49:37.000Z") == true)
        }
    }

    @Test func renewsAndGetsTheTrustBundleAndTriesANewOneOnAConnectionOfItsOwn() async throws {
        let machine = MachineID.generate(at: Timestamp(milliseconds: 1_795_000_000_000))
        let server = try await TLSServer(identities) { [identities] request in
            request.uri == "/v1/trust"
                ? .init(body: identities.trust)
                : .init(body: #"{"machine": "\#(machine)", "certificate": "c", "trust": "t", "renewIn": 7}"#)
        }
        try await with(server) { link in
            let response = try await link.renew(RenewalRequest(csr: "csr"))
            #expect(response == EnrollmentResponse(machine: machine, certificate: "c", trust: "t", renewIn: 7))
            #expect(try await link.trust() == Array(identities.trust.utf8))
            #expect(server.seen.requests.map(\.method) == ["POST", "GET"] && server.seen.connections == 1)

            let own = identities.acmeMachine
            func credential(trusting trust: String) -> AgentCredential {
                AgentCredential(certificate: own.certificate.pem, key: .file(own.key), trust: trust)
            }
            try await link.probe(credential(trusting: identities.trust))
            #expect(server.seen.connections == 2)
            await #expect(throws: LinkError.self) {
                try await link.probe(credential(trusting: try TestIdentities().trust))
            }
            _ = try await link.trust()
            #expect(server.seen.connections == 2, "the open one is left alone")
        }
    }

    @Test func anAnswerWithoutAProblemIsKnownByItsStatus() async throws {
        let server = try await TLSServer(identities) { _ in .init(status: 429, headers: ["Retry-After": "3"], body: "<html>") }
        try await with(server) { link in
            await #expect(throws: LinkError.refused(Problem(.tooManyRequests, "the broker answered 429", retryAfter: 3))) {
                try await link.fetch(transaction, FetchRequest(session: nil))
            }
        }
    }

    @Test func aGapInTheOutputIsNoFailureButAPlaceToGoOnFrom() async throws {
        let server = try await TLSServer(identities) { _ in
            .init(status: 409, body: #"{"type": "urn:beckon:problem:offset-mismatch", "detail": "no", "offset": 5}"#)
        }
        try await with(server) { link in
            let offset = try await link.append([1], to: .stdout, of: transaction, attempt: 1, offset: 9)
            #expect(offset == 5)
        }
    }

    @Test func anAnswerThatIsTooLongIsNotRead() async throws {
        let server = try await TLSServer(identities) { _ in .init(body: String(repeating: " ", count: 2 << 20)) }
        try await with(server) { link in
            let error = await #expect(throws: LinkError.self) { try await link.fetch(transaction, FetchRequest(session: nil)) }
            guard case .malformed? = error else { return #expect(Bool(false), "\(String(describing: error))") }
        }
    }

    @Test(arguments: ["", "nonsense", #"{"acknowledged": "x"}"#, "\u{1}", String(repeating: "[", count: 100_000)])
    func anAnswerThatIsNotTheMessageIsMalformed(body: String) async throws {
        let server = try await TLSServer(identities) { _ in .init(body: body) }
        try await with(server) { link in
            let report = ReportRequest(attempt: 1, events: [ReportEvent(seq: 1, at: Timestamp(milliseconds: 0), .started)])
            let error = await #expect(throws: LinkError.self) { try await link.report(transaction, report) }
            guard case .malformed? = error else { return #expect(Bool(false), "\(String(describing: error))") }
        }
    }

    @Test func aRedirectIsNotFollowed() async throws {
        let server = try await TLSServer(identities) { request in
            .init(status: 307, headers: ["Location": "/elsewhere" + request.uri])
        }
        try await with(server) { link in
            await #expect(throws: LinkError.self) { try await link.fetch(transaction, FetchRequest(session: nil)) }
            #expect(server.seen.requests.count == 1)
        }
    }

    @Test func aServerOfAnotherAuthorityIsNotBelieved() async throws {
        let stranger = try TestIdentities()
        let server = try await TLSServer(
            identities, certificate: stranger.serverCertificate.pem, key: stranger.serverKey.pem
        ) { _ in .init() }
        try await expectUnreachable(server)
    }

    @Test func aServerOfAnotherNameIsNotBelieved() async throws {
        let other = try identities.brokerAuthority.issueServer(
            hosts: ["other.example"], key: identities.serverKey, now: identities.now, lifetime: 3600)
        let server = try await TLSServer(identities, certificate: other.pem) { _ in .init() }
        try await expectUnreachable(server)
    }

    @Test func aServerThatSpeaksOldTLSIsNotSpokenTo() async throws {
        let server = try await TLSServer(identities, newestTLS: .tlsv12) { _ in .init() }
        try await expectUnreachable(server)
    }

    @Test func anotherBrokerIsAskedWhereTheFirstIsNotThere() async throws {
        let gone = try await TLSServer(identities) { _ in .init() }
        let goneURL = gone.url
        await gone.shutDown()
        let server = try await TLSServer(identities) { _ in .init(body: #"{"acknowledged": 1, "cancel": false}"#) }
        try await with(server, brokers: [goneURL, server.url]) { link in
            let report = ReportRequest(attempt: 1, events: [ReportEvent(seq: 1, at: Timestamp(milliseconds: 0), .started)])
            for _ in 0..<2 {
                let response = try await link.report(transaction, report)
                #expect(response.acknowledged == 1)
            }
        }
    }

    @Test func aWithdrawnRequestLeavesNoConnectionParked() async throws {
        let server = try await TLSServer(identities) { _ in .never }
        try await with(server) { link in
            let parked = Task { try await link.availability(AvailabilityRequest(capacity: 0, holding: [], wait: 50)) }
            await server.until { $0.requests.count == 1 }
            parked.cancel()
            await #expect(throws: LinkError.self) { try await parked.value }
            await server.until { $0.closed == 1 }
        }
    }

    @Test func enrolsWithAZeroCertificateAndWaitsForApproval() async throws {
        let zero = identities.acmeZero
        let server = try await TLSServer(identities) { _ in
            .init(status: 202, headers: ["Retry-After": "9"], body: #"{"pending": true}"#)
        }
        let client = try BrokerClient(
            brokers: [server.url],
            credential: AgentCredential(certificate: zero.certificate.pem, key: .file(zero.key), trust: identities.trust))
        let link = EnrollmentClient(client: client)
        let answer = try await link.enroll(EnrollmentRequest(csr: "csr", name: "web-01", facts: [:]))
        #expect(answer == .pending(retryAfter: 9))
        #expect(server.seen.requests.map(\.uri) == ["/v1/enrollment"])
        await link.close()
        await server.shutDown()
    }

    @Test func aCredentialThatIsNotPEMIsRefusedBeforeAnythingIsSent() {
        let error = #expect(throws: LinkError.self) {
            _ = try BrokerClient(
                brokers: ["https://localhost:1"],
                credential: AgentCredential(certificate: "x", key: .file(IdentityKey()), trust: "z"))
        }
        guard case .malformed? = error else { return #expect(Bool(false)) }
    }

    // MARK: how to get there

    private func with(
        _ server: TLSServer, brokers: [String]? = nil, _ body: (MutualTLSLink) async throws -> Void
    ) async throws {
        let machine = identities.acmeMachine
        let client = try BrokerClient(
            brokers: brokers ?? [server.url],
            credential: AgentCredential(certificate: machine.certificate.pem, key: .file(machine.key), trust: identities.trust))
        do { try await body(MutualTLSLink(client: client)) } catch {
            await client.shutDown()
            await server.shutDown()
            throw error
        }
        await client.shutDown()
        await server.shutDown()
    }

    private func expectUnreachable(_ server: TLSServer) async throws {
        try await with(server) { link in
            let error = await #expect(throws: LinkError.self) { try await link.fetch(transaction, FetchRequest(session: nil)) }
            guard case .unreachable? = error else { return #expect(Bool(false), "\(String(describing: error))") }
            #expect(server.seen.requests.isEmpty)
        }
    }
}
