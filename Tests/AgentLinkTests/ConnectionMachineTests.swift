import NIOCore
import NIOHTTP1
import Testing

@testable import AgentLink

@Suite struct ConnectionMachineTests {
    private static func head(_ status: HTTPResponseStatus = .ok, _ headers: HTTPHeaders = ["content-length": "2"])
        -> HTTPResponseHead
    {
        HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    }

    /// Set up, and with an exchange under way.
    private static func waiting() -> ConnectionMachine {
        var machine = ConnectionMachine()
        #expect(machine.begin() == .none)
        #expect(machine.handshakeCompleted() == .send)
        return machine
    }

    /// Has brought an answer and waits for another one.
    private static func kept() -> ConnectionMachine {
        var machine = waiting()
        _ = machine.head(head())
        _ = machine.end()
        #expect(machine.isIdle)
        #expect(machine.begin() == .send)
        return machine
    }

    private static let answer = BrokerAnswer(status: 200, retryAfter: nil, body: Array("{}".utf8))

    @Test func anAnswerComesInPartsAndTheConnectionIsKept() {
        var machine = Self.waiting()
        #expect(machine.head(Self.head()) == .none)
        #expect(machine.body(ByteBuffer(string: "{")) == .none)
        #expect(machine.body(ByteBuffer(string: "}")) == .none)
        #expect(machine.end() == .answer(Self.answer, isKept: true))
        #expect(machine.begin() == .send)
    }

    @Test func theHeadersThatCountAreRead() {
        var machine = Self.waiting()
        _ = machine.head(
            Self.head(.tooManyRequests, ["Transfer-Encoding": "chunked", "Retry-After": "7", "Connection": "close"]))
        #expect(machine.end() == .answer(BrokerAnswer(status: 429, retryAfter: 7, body: []), isKept: false))
        #expect(machine.begin() == .fail(.notSent("the connection is taken or gone")))
    }

    @Test func anOldServerKeepsNoConnection() {
        var machine = Self.waiting()
        _ = machine.head(HTTPResponseHead(version: .http1_0, status: .ok, headers: ["content-length": "0"]))
        #expect(machine.end() == .answer(BrokerAnswer(status: 200, retryAfter: nil, body: []), isKept: false))
    }

    @Test func interimAnswersAreNotTheAnswer() {
        var machine = Self.waiting()
        #expect(machine.head(Self.head(.continue, [:])) == .none)
        #expect(machine.head(Self.head(.processing, [:])) == .none)
        _ = machine.head(Self.head())
        _ = machine.body(ByteBuffer(string: "{}"))
        #expect(machine.end() == .answer(Self.answer, isKept: true))
    }

    @Test func anotherProtocolIsNotSpoken() {
        var machine = Self.waiting()
        #expect(machine.head(Self.head(.switchingProtocols, ["upgrade": "x"])) == .fail(.noAnswer("it wants another protocol")))
    }

    @Test(arguments: ["\(ConnectionMachine.answerLimit + 1)", "99999999999999999999", "-1", "x"])
    func anAnswerThatSaysItIsTooLongIsNotRead(length: String) {
        var machine = Self.waiting()
        guard case .fail(.malformed) = machine.head(Self.head(.ok, ["content-length": length])) else {
            return #expect(Bool(false), "\(machine.state)")
        }
        #expect(machine.body(ByteBuffer(string: "{")) == .none)
    }

    @Test func anAnswerThatGrowsTooLongIsCutOff() {
        var machine = Self.waiting()
        _ = machine.head(Self.head(.ok, ["transfer-encoding": "chunked"]))
        let half = ByteBuffer(repeating: 32, count: ConnectionMachine.answerLimit / 2)
        #expect(machine.body(half) == .none)
        #expect(machine.body(half) == .none)
        guard case .fail(.malformed) = machine.body(half) else { return #expect(Bool(false)) }
    }

    @Test func anAnswerWithoutALengthCouldBeTorn() {
        var machine = Self.waiting()
        #expect(machine.head(Self.head(.ok, [:])) == .fail(.noAnswer("the answer does not say how long it is")))
        var other = Self.waiting()
        #expect(other.head(Self.head(.noContent, [:])) == .none)
        #expect(other.end() == .answer(BrokerAnswer(status: 204, retryAfter: nil, body: []), isKept: true))
    }

    @Test func whatNobodyAskedForEndsTheConnection() {
        var machine = Self.kept()
        _ = machine.head(Self.head())
        _ = machine.end()
        #expect(machine.head(Self.head()) == .close)
        var garbled = Self.waiting()
        #expect(garbled.garbled("not HTTP") == .fail(.noAnswer("not HTTP")))
        #expect(garbled.garbled("not HTTP") == .none)
    }

    @Test func aNewConnectionThatEndsMayHaveBroughtTheRequest() {
        var machine = Self.waiting()
        #expect(machine.ended("gone") == .fail(.noAnswer("gone")))
        #expect(machine.ended("gone") == .none)
    }

    @Test func aKeptConnectionThatEndsIsToldFromANewOne() {
        var machine = Self.kept()
        #expect(machine.ended("gone") == .fail(.keptConnectionEnded("gone")))
        // Once a part of the answer is there, the broker has had the request.
        var answering = Self.kept()
        _ = answering.head(Self.head())
        #expect(answering.ended("gone") == .fail(.noAnswer("gone")))
        // Neither has what came instead of an answer to do with the connection's age.
        var garbled = Self.kept()
        #expect(garbled.garbled("not HTTP") == .fail(.noAnswer("not HTTP")))
    }

    @Test func beforeTLSIsSetUpNothingWasSent() {
        var machine = ConnectionMachine()
        _ = machine.begin()
        #expect(machine.ended("refused") == .fail(.notSent("refused")))
        var unwanted = ConnectionMachine()
        #expect(unwanted.ended("refused") == .close)
        var late = ConnectionMachine()
        #expect(late.handshakeCompleted() == .close)
    }

    @Test func anAbandonedExchangeTakesItsConnectionAlong() {
        var machine = Self.waiting()
        #expect(machine.abandon() == .close)
        #expect(machine.head(Self.head()) == .none)
        #expect(machine.end() == .none)
        #expect(machine.ended("closed") == .none)
        #expect(machine.abandon() == .none)
    }
}
