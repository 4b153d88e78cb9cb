import BeckonWire
import BrokerCore
import NIOCore
import NIOHTTP1
import Testing

@testable import BrokerServer

@Suite("RequestCycle")
struct RequestCycleTests {
    let caller = MachineCaller(
        machine: .generate(at: Timestamp(milliseconds: 1)), subscriber: "acme", serial: "00", keyFingerprint: "key",
        expiresAt: Timestamp(milliseconds: 2), connectedAt: Timestamp(milliseconds: 1), connection: 1)
    var route: AgentRoute { .machine(.executors, caller) }

    private func head(_ method: HTTPMethod = .PUT, _ headers: HTTPHeaders = [:]) -> HTTPRequestHead {
        HTTPRequestHead(version: .http1_1, method: method, uri: "/v1/executors", headers: headers)
    }

    private func idle() -> RequestCycle {
        var cycle = RequestCycle(bodyLimit: 10)
        cycle.handshakeCompleted()
        return cycle
    }

    @Test("A request goes from head to answer and back to idle")
    func whole() {
        var cycle = idle()
        #expect(cycle.head(head(.PUT, ["content-length": "3"]), .success(route)).word == "none")
        #expect(cycle.body(ByteBuffer(string: "abc")).word == "none")
        guard case .serve(route, let body) = cycle.end() else { return #expect(Bool(false)) }
        #expect(String(buffer: body) == "abc")
        #expect(cycle.isBusy)
        #expect(cycle.answered(.empty).word == "answer 204, nextRequest")
        #expect(!cycle.isBusy)
    }

    @Test("A refused request with a short body is read to its end; with a long one the client is cut off")
    func refused() {
        let problem = Problem(.notFound, "nothing")
        var short = idle()
        #expect(short.head(head(.PUT, ["content-length": "3"]), .failure(problem)).word == "none")
        #expect(short.body(ByteBuffer(string: "abc")).word == "none")
        #expect(short.end().word == "answer 404, nextRequest")
        for headers: HTTPHeaders in [["transfer-encoding": "chunked"], ["content-length": "3", "expect": "100-continue"]] {
            var long = idle()
            #expect(long.head(head(.PUT, headers), .failure(problem)).word == "answer 404, linger")
            #expect(long.body(ByteBuffer(string: "abc")).word == "none")
            #expect(long.end().word == "none")
            #expect(long.deadlinePassed().word == "close")
        }
    }

    @Test("Too long a body is refused when it is declared, and when it comes")
    func tooLong() {
        var declared = idle()
        #expect(declared.head(head(.PUT, ["content-length": "11"]), .success(route)).word == "answer 413, linger")
        var chunked = idle()
        #expect(chunked.head(head(.PUT, ["transfer-encoding": "chunked"]), .success(route)).word == "none")
        #expect(chunked.body(ByteBuffer(string: "0123456789")).word == "none")
        #expect(chunked.body(ByteBuffer(string: "x")).word == "answer 413, linger")
    }

    @Test("Expired and revoked certificates end the connection", arguments: [ProblemKind.certificateExpired, .revoked])
    func ends(kind: ProblemKind) {
        var cycle = idle()
        #expect(cycle.head(head(), .failure(Problem(kind, "over"))).word == "none")
        #expect(cycle.end().word == "answer 403, close")
    }

    @Test("Each state's deadline")
    func deadlines() {
        var handshaking = RequestCycle(bodyLimit: 10)
        #expect(handshaking.deadlinePassed().word == "close")
        var unused = idle()
        #expect(unused.deadlinePassed().word == "close")
        var beginning = idle()
        beginning.began()
        #expect(beginning.deadlinePassed().word == "answer 408, linger")
        var parked = idle()
        _ = parked.head(head(), .success(.availability(caller)))
        _ = parked.end()
        #expect(parked.deadlinePassed().word == "none")
        let isParked = parked.parked()
        #expect(isParked)
        #expect(parked.deadlinePassed().word == "release")
        #expect(parked.answered(.askAgain).word == "answer 200, nextRequest")
    }

    @Test("After shutdown the request in work is the last one; nothing is parked on a closed connection")
    func shutdown() {
        var unused = idle()
        #expect(unused.shutDown().word == "close")
        var working = idle()
        _ = working.head(head(), .success(route))
        _ = working.end()
        #expect(working.shutDown().word == "none")
        #expect(working.answered(.empty).word == "answer 204, close")
        let isParked = working.parked()
        #expect(!isParked)
        #expect(working.answered(.empty).word == "none")
    }
}

extension RequestCycle.Action {
    fileprivate var word: String {
        switch self {
        case .none: "none"
        case .proceed: "proceed"
        case .serve: "serve"
        case .answer(let answer, let sequel, _): "answer \(answer.status), \(sequel)"
        case .release: "release"
        case .close: "close"
        }
    }
}
