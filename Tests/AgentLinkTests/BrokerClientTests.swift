import AgentCore
import BeckonIdentity
import NIOCore
import NIOHTTP1
import NIOSSL
import TestSupport
import Testing

@testable import AgentLink

/// What the client makes of connections that end, of answers that are none, and of brokers by name and by address.
@Suite(.timeLimit(.minutes(1))) struct BrokerClientTests {
    private let identities: TestIdentities

    init() throws { identities = try TestIdentities() }

    private static let idempotent = BrokerRequest(method: .POST, path: "/report", body: Array("{}".utf8))
    private static let once = BrokerRequest(method: .POST, path: "/fetch", body: Array("{}".utf8), isIdempotent: false)

    // MARK: kept connections

    @Test func aConnectionIsKeptForTheNextExchange() async throws {
        let server = try await ScriptedServer(identities) { _ in .answer("{}") }
        try await with(server) { client in
            for _ in 0..<3 {
                let answer = try await client.perform(Self.once)
                #expect(answer == BrokerAnswer(status: 200, retryAfter: nil, body: Array("{}".utf8)))
            }
            #expect(server.seen.requests == (1...3).map { .init(connection: 1, request: $0) })
        }
    }

    @Test func anotherConnectionIsOpenedWhileOneIsParked() async throws {
        let server = try await ScriptedServer(identities) { $0.connection == 1 ? .silence : .answer("{}") }
        try await with(server) { client in
            let parked = Task { try await client.perform(Self.idempotent) }
            await server.until { $0.requests.count == 1 }
            _ = try await client.perform(Self.once)
            _ = try await client.perform(Self.once)
            #expect(server.seen.opened == 2)
            parked.cancel()
            await #expect(throws: LinkError.self) { try await parked.value }
            await server.until { $0.closed == 1 }
        }
    }

    @Test func aBrokerThatSaysSoGetsANewConnectionEachTime() async throws {
        let server = try await ScriptedServer(identities) { _ in .answer("{}", headers: "Connection: close\r\n") }
        try await with(server) { client in
            for _ in 0..<2 { _ = try await client.perform(Self.once) }
            #expect(server.seen.opened == 2)
            await server.until { $0.closed == 2 }
        }
    }

    @Test func aConnectionThatTheBrokerClosedIsNotedWithoutHarm() async throws {
        let server = try await ScriptedServer(identities) { _ in .answer("{}") }
        try await with(server) { client in
            _ = try await client.perform(Self.once)
            server.closeConnections()
            await server.until { $0.closed == 1 }
            _ = try await client.perform(Self.idempotent)
            #expect(server.seen.opened == 2)
        }
    }

    @Test func whatDoesNoHarmIsAskedAgainWhereAKeptConnectionEnds() async throws {
        let server = try await ScriptedServer(identities) {
            $0 == .init(connection: 1, request: 2) ? .init(closes: true) : .answer("{}")
        }
        try await with(server) { client in
            _ = try await client.perform(Self.once)
            _ = try await client.perform(Self.idempotent)
            #expect(
                server.seen.requests == [
                    .init(connection: 1, request: 1), .init(connection: 1, request: 2), .init(connection: 2, request: 1),
                ])
        }
    }

    @Test func itIsAskedAgainOnlyOnceAndOnANewConnection() async throws {
        let server = try await ScriptedServer(identities) {
            $0 == .init(connection: 1, request: 1) ? .answer("{}") : .init(closes: true)
        }
        try await with(server) { client in
            _ = try await client.perform(Self.idempotent)
            await expectUnreachable(client, Self.idempotent, "closed the connection")
            #expect(server.seen.requests.count == 3 && server.seen.opened == 2)
        }
    }

    @Test func aFetchThatMayHaveArrivedIsNotMadeAgain() async throws {
        let server = try await ScriptedServer(identities) { $0.request == 1 ? .answer("{}") : .init(closes: true) }
        try await with(server) { client in
            _ = try await client.perform(Self.once)
            await expectUnreachable(client, Self.once, "closed the connection")
            #expect(server.seen.requests.count == 2)
        }
    }

    @Test func exchangesBeyondTheLimitWaitForAConnection() async throws {
        let server = try await ScriptedServer(identities) { _ in .answer("{}") }
        try await with(server) { client in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<(3 * ConnectionPool.limit) { group.addTask { try await client.perform(Self.once).status } }
                for try await status in group { #expect(status == 200) }
            }
            #expect(server.seen.requests.count == 3 * ConnectionPool.limit)
            #expect(server.seen.most <= ConnectionPool.limit)
        }
    }

    @Test func aNewCredentialLetsWhatGoesOnFinish() async throws {
        let server = try await ScriptedServer(identities) { $0.connection == 1 ? .silence : .answer("{}") }
        try await with(server) { client in
            let parked = Task { try await client.perform(Self.idempotent) }
            await server.until { $0.requests.count == 1 }
            _ = try await client.perform(Self.once)
            let renewed = try identities.issue(identities.acmeMachine.name)
            try await client.use(
                AgentCredential(certificate: renewed.certificate.pem, key: .file(renewed.key), trust: identities.trust))
            await server.until { $0.closed == 1 }
            _ = try await client.perform(Self.once)
            #expect(server.seen.opened == 3 && server.seen.closed == 1)
            parked.cancel()
            _ = await parked.result
        }
    }

    /// A handshake with the old credential after the new one has been used would look like a copy of the machine.
    @Test func aConnectionThatIsBeingSetUpWithTheOldCredentialIsGivenUpForAnother() async throws {
        let server = try await ScriptedServer(identities, holding: 1) { _ in .answer("{}") }
        try await with(server) { client in
            let asked = Task { try await client.perform(Self.once) }
            await server.until { $0.held == 1 }
            let renewed = try identities.issue(identities.acmeMachine.name)
            try await client.use(
                AgentCredential(certificate: renewed.certificate.pem, key: .file(renewed.key), trust: identities.trust))
            #expect(try await asked.value.status == 200)
            #expect(server.seen.opened == 1 && server.seen.requests.count == 1)
        }
    }

    // MARK: answers that are none

    private static let strangeAnswers = [
        "shorter than it says": "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{}",
        "without its last chunk": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        "of unknown length": "HTTP/1.1 200 OK\r\n\r\n{}", "half a head": "HTTP/1.1 200",
        "another protocol's": "SSH-2.0-OpenSSH_9.2\r\n",
        "of another version": "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "a long head": "HTTP/1.1 200 OK\r\nX: \(String(repeating: "x", count: 20_000))\r\nContent-Length: 0\r\n\r\n",
        "an upgrade": "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "nothing": "",
    ]

    @Test(arguments: strangeAnswers.keys.sorted())
    func aTornOrStrangeAnswerIsNoAnswer(which: String) async throws {
        let octets = try #require(Self.strangeAnswers[which])
        let server = try await ScriptedServer(identities) { _ in .init(octets: octets, closes: true) }
        try await with(server) { client in
            await expectUnreachable(client, Self.idempotent, "did not answer")
            #expect(server.seen.requests.count == 1)
        }
    }

    @Test func interimAnswersAreWaitedThrough() async throws {
        let server = try await ScriptedServer(identities) { _ in
            .init(octets: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + Self.okay)
        }
        try await with(server) { client in
            for _ in 0..<2 {
                let answer = try await client.perform(Self.once)
                #expect(answer.body == Array("{}".utf8))
            }
            #expect(server.seen.opened == 1)
        }
    }

    @Test func whatFollowsAnAnswerUnaskedEndsTheConnection() async throws {
        let server = try await ScriptedServer(identities) { _ in .init(octets: Self.okay + Self.okay) }
        try await with(server) { client in
            _ = try await client.perform(Self.once)
            await server.until { $0.closed == 1 }
            _ = try await client.perform(Self.once)
            #expect(server.seen.opened == 2)
        }
    }

    @Test(arguments: [false, true])
    func anAnswerThatTakesTooLongIsGivenUpWithItsConnection(hasBegun: Bool) async throws {
        let late = ScriptedServer.Step(octets: hasBegun ? "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{" : "")
        let server = try await ScriptedServer(identities) { $0.request == 1 ? .answer("{}") : late }
        try await with(server) { client in
            _ = try await client.perform(Self.idempotent)
            var request = Self.idempotent
            request.deadline = .milliseconds(300)
            await expectUnreachable(client, request, "no answer within")
            await server.until { $0.requests.count == 2 && $0.closed == 1 }
        }
    }

    // MARK: who is asked

    @Test func aBrokerIsKnownByNameToo() async throws {
        let server = try await ScriptedServer(identities) { _ in .answer("{}") }
        try await with(server, brokers: ["https://localhost:\(server.port)/"]) { client in
            let answer = try await client.perform(Self.once)
            #expect(answer.status == 200)
        }
    }

    @Test(arguments: ["https://localhost", "https://127.0.0.1"])
    func aBrokerWithAnotherNameIsNotBelieved(url: String) async throws {
        let other = try identities.brokerAuthority.issueServer(
            hosts: ["other.example", "192.0.2.1"], key: identities.serverKey, now: identities.now, lifetime: 3600)
        let server = try await ScriptedServer(identities, certificate: other.pem) { _ in .answer("{}") }
        try await with(server, brokers: ["\(url):\(server.port)"]) { client in
            await expectUnreachable(client, Self.once, "its certificate is not for that host name")
            #expect(server.seen.requests.isEmpty)
        }
    }

    @Test func whoRefusesConnectionsIsNamed() async throws {
        let server = try await ScriptedServer(identities) { _ in .answer("{}") }
        await server.shutDown()
        try await with(server) { client in
            await expectUnreachable(client, Self.once, "https://127.0.0.1:\(server.port) did not answer: connection refused")
        }
    }

    @Test func aBrokerThatDoesNotAnswerIsNotTheFirstToBeAskedNextTime() async throws {
        let silent = try await ScriptedServer(identities) { _ in .init(closes: true) }
        let server = try await ScriptedServer(identities) { _ in .answer("{}") }
        try await with(server, brokers: [silent.url, server.url]) { client in
            await expectUnreachable(client, Self.once, "closed the connection")
            for _ in 0..<2 { _ = try await client.perform(Self.once) }
            #expect(silent.seen.requests.count == 1 && server.seen.requests.count == 2)
        }
        await silent.shutDown()
    }

    @Test(arguments: ["", "broker", "http://localhost:1", "https://localhost:0", "https://localhost:1/path", "https://::1"])
    func whatIsNoAddressIsRefused(address: String) throws {
        let error = #expect(throws: LinkError.self) { _ = try BrokerClient(brokers: [address], credential: credential) }
        guard case .malformed? = error else { return #expect(Bool(false), "\(String(describing: error))") }
    }

    @Test func aRequestOfATaskThatIsCancelledAlreadyIsNotMade() async throws {
        let server = try await ScriptedServer(identities) { _ in .answer("{}") }
        try await with(server) { client in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await client.perform(Self.once)
            }
            await #expect(throws: LinkError.self) { try await task.value }
            #expect(server.seen.opened == 0)
        }
    }

    @Test func theEndOfTheClientEndsWhatIsParked() async throws {
        let server = try await ScriptedServer(identities) { _ in .silence }
        let client = try BrokerClient(brokers: [server.url], credential: credential)
        let parked = Task { try await client.perform(Self.once) }
        await server.until { $0.requests.count == 1 }
        await client.shutDown()
        await #expect(throws: LinkError.self) { try await parked.value }
        await server.until { $0.closed == 1 }
        await server.shutDown()
    }

    // MARK: how to get there

    private static let okay = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

    private var credential: AgentCredential {
        let machine = identities.acmeMachine
        return AgentCredential(certificate: machine.certificate.pem, key: .file(machine.key), trust: identities.trust)
    }

    private func with(
        _ server: ScriptedServer, brokers: [String]? = nil, _ body: (BrokerClient) async throws -> Void
    ) async throws {
        let client = try BrokerClient(brokers: brokers ?? [server.url], credential: credential)
        let result = await Result(catching: { () async throws in try await body(client) })
        await client.shutDown()
        await server.shutDown()
        try result.get()
    }

    private func expectUnreachable(_ client: BrokerClient, _ request: BrokerRequest, _ text: String) async {
        let error = await #expect(throws: LinkError.self) { try await client.perform(request) }
        guard case .unreachable(let reason)? = error, reason.contains(text) else {
            return #expect(Bool(false), "\(String(describing: error))")
        }
    }
}

extension Result where Failure == any Error {
    fileprivate init(catching body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
