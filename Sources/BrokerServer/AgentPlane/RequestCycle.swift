import BeckonWire
import NIOCore
import NIOHTTP1

/// What one connection of the agent plane is doing, request after request, one at a time.
///
/// Pure: each event answers what to do. Parts of a later request are not to be fed while `isBusy`.
struct RequestCycle {
    enum State {
        /// TLS is being set up. Next: idle, closed.
        case handshaking
        /// No request. Next: beginning, receiving, refusing, lingering, closed.
        case idle
        /// A part of a head has come. Next: receiving, refusing, lingering, closed.
        case beginning
        /// The head is good and the body comes. Next: working, lingering, closed.
        case receiving(AgentRoute, ByteBuffer)
        /// The head was refused; its short body is thrown away first. Next: idle, lingering, closed.
        case refusing(Problem)
        /// The core has the request. Next: idle, parked, closed.
        case working
        /// The request waits in the lot. Next: idle, closed.
        case parked
        /// The last answer is written; what comes is thrown away until the client has read it and closes. Next: closed.
        case lingering
        case closed
    }

    enum Action {
        case none
        /// Tell the client to send its body.
        case proceed
        case serve(AgentRoute, ByteBuffer)
        case answer(AgentAnswer, then: Sequel, bodiless: Bool)
        /// Take the request out of the lot.
        case release
        case close
    }

    /// What follows an answer.
    enum Sequel {
        case nextRequest
        /// The request was read whole, so nothing stands in the way of closing in order.
        case close
        /// The client may still be sending: closed at once, it would get a reset instead of the answer.
        case linger
    }

    private(set) var state = State.handshaking
    private let bodyLimit: Int
    private var keepsAlive = true
    /// The answer to HEAD has no body.
    private var isBodiless = false

    /// A refused body up to this is read to its end, so that the connection can go on.
    private static let discardedBody = 64 << 10

    init(bodyLimit: Int) {
        self.bodyLimit = bodyLimit
    }

    /// Whether the next request has to wait.
    var isBusy: Bool {
        switch state {
        case .working, .parked: true
        case .handshaking, .idle, .beginning, .receiving, .refusing, .lingering, .closed: false
        }
    }

    mutating func handshakeCompleted() {
        if case .handshaking = state { state = .idle }
    }

    /// Octets have come that do not make a whole head.
    mutating func began() {
        if case .idle = state { state = .beginning }
    }

    /// - Parameter verdict: what the head asks for, or why it may not.
    mutating func head(_ head: HTTPRequestHead, _ verdict: Result<AgentRoute, Problem>) -> Action {
        switch state {
        case .idle, .beginning: break
        case .handshaking, .receiving, .refusing, .working, .parked: return close()
        case .lingering, .closed: return .none
        }
        let frame = RequestFrame(head)
        keepsAlive = keepsAlive && frame.keepsAlive
        isBodiless = head.method == .HEAD
        if let length = frame.bodyLength, length > bodyLimit { return answerLast(AgentAnswer(tooLarge)) }
        switch verdict {
        case .success(let route):
            state = .receiving(route, ByteBuffer())
            return frame.expectsContinue ? .proceed : .none
        case .failure(let problem):
            if problem.endsConnection { keepsAlive = false }
            if frame.expectsContinue || (frame.bodyLength ?? .max) > Self.discardedBody {
                return answerLast(AgentAnswer(problem))
            }
            state = .refusing(problem)
            return .none
        }
    }

    mutating func body(_ part: ByteBuffer) -> Action {
        switch state {
        case .receiving(let route, var body):
            guard body.readableBytes + part.readableBytes <= bodyLimit else { return answerLast(AgentAnswer(tooLarge)) }
            // The only reference, or each part would copy what is there.
            state = .closed
            body.writeImmutableBuffer(part)
            state = .receiving(route, body)
            return .none
        case .refusing, .lingering, .closed: return .none
        case .handshaking, .idle, .beginning, .working, .parked: return close()
        }
    }

    mutating func end() -> Action {
        switch state {
        case .receiving(let route, let body):
            state = .working
            return .serve(route, body)
        case .refusing(let problem): return answer(AgentAnswer(problem))
        case .lingering, .closed: return .none
        case .handshaking, .idle, .beginning, .working, .parked: return close()
        }
    }

    /// What comes is not a request, or there is no room for it.
    mutating func failed(_ problem: Problem) -> Action {
        switch state {
        case .idle, .beginning, .receiving, .refusing: return answerLast(AgentAnswer(problem))
        case .handshaking: return close()
        case .working, .parked, .lingering, .closed: return .none
        }
    }

    /// False where the connection is gone, so that nobody will take the request out of the lot.
    mutating func parked() -> Bool {
        guard case .working = state else { return false }
        state = .parked
        return true
    }

    mutating func answered(_ answer: AgentAnswer) -> Action {
        switch state {
        case .working, .parked: self.answer(answer)
        case .handshaking, .idle, .beginning, .receiving, .refusing, .lingering, .closed: .none
        }
    }

    mutating func deadlinePassed() -> Action {
        switch state {
        case .handshaking, .idle, .lingering: return close()
        case .beginning, .receiving, .refusing:
            return answerLast(AgentAnswer(Problem(.requestTimeout, "the request did not arrive whole in time")))
        case .parked: return .release
        case .working, .closed: return .none
        }
    }

    /// The broker is about to end: the request in work is the last one.
    mutating func shutDown() -> Action {
        keepsAlive = false
        switch state {
        case .handshaking, .idle, .beginning: return close()
        case .receiving, .refusing, .working, .parked, .lingering, .closed: return .none
        }
    }

    /// Nothing that comes from here is of use any more: what is in work is answered, and then it is over.
    mutating func expel() -> Action {
        keepsAlive = false
        switch state {
        case .handshaking, .idle, .beginning, .receiving, .refusing, .lingering: return close()
        case .working, .parked, .closed: return .none
        }
    }

    /// As a shutdown, for a request that waits too: it is told to ask again, on another connection.
    mutating func retire() -> Action {
        guard case .parked = state else { return shutDown() }
        keepsAlive = false
        return .release
    }

    mutating func close() -> Action {
        if case .closed = state { return .none }
        state = .closed
        return .close
    }

    /// Answers a request that was read whole.
    private mutating func answer(_ answer: AgentAnswer) -> Action {
        if answer.problem?.endsConnection == true { keepsAlive = false }
        state = keepsAlive ? .idle : .closed
        return .answer(answer, then: keepsAlive ? .nextRequest : .close, bodiless: isBodiless)
    }

    /// Answers a request of which more may come.
    private mutating func answerLast(_ answer: AgentAnswer) -> Action {
        keepsAlive = false
        state = .lingering
        return .answer(answer, then: .linger, bodiless: isBodiless)
    }

    private var tooLarge: Problem { Problem(.tooLarge, "the body is larger than \(bodyLimit) octets") }
}

extension Problem {
    /// Whose certificate is not good any more is not served on this connection again.
    fileprivate var endsConnection: Bool { kind == .revoked || kind == .certificateExpired }
}
