import BeckonWire
import NIOCore
import NIOHTTP1

/// What one connection to a broker is doing, exchange after exchange, one at a time.
///
/// Pure: each event answers what to do. What follows a failure is always that the connection is closed.
struct ConnectionMachine {
    enum State {
        /// TLS is being set up, for an exchange that waits or for none any more. Next: idle, waiting, closed.
        case handshaking(isWanted: Bool)
        /// No exchange. Next: waiting, closed.
        case idle
        /// The request is written. Next: receiving, closed.
        case waiting
        /// The answer's head has come, and this much of its body. Next: idle, closed.
        case receiving(HTTPResponseHead, ByteBuffer)
        case closed
    }

    enum Action: Hashable {
        case none
        /// Write the request.
        case send
        /// The exchange is over. A connection that is not kept is closed.
        case answer(BrokerAnswer, isKept: Bool)
        /// The exchange is over, and so is the connection.
        case fail(ExchangeFailure)
        case close
    }

    private(set) var state = State.handshaking(isWanted: false)
    private var exchanges = 0

    /// Octets of an answer; none that an agent asks for comes near it.
    static let answerLimit = WireJSON.maximumBody + 4096

    var isIdle: Bool {
        if case .idle = state { true } else { false }
    }

    /// An exchange is wanted on this connection, which has none.
    mutating func begin() -> Action {
        switch state {
        case .handshaking:
            state = .handshaking(isWanted: true)
            return .none
        case .idle: return send()
        case .waiting, .receiving, .closed: return .fail(.notSent("the connection is taken or gone"))
        }
    }

    mutating func handshakeCompleted() -> Action {
        guard case .handshaking(let isWanted) = state else { return .none }
        state = .idle
        return isWanted ? send() : .close
    }

    mutating func head(_ head: HTTPResponseHead) -> Action {
        switch state {
        case .waiting: break
        case .handshaking, .idle, .receiving: return fail(.noAnswer("an answer came that nobody had asked for"))
        case .closed: return .none
        }
        // Interim answers (RFC 9110, 15.2) come before the one that counts.
        if (100..<200).contains(head.status.code), head.status != .switchingProtocols { return .none }
        guard head.status != .switchingProtocols else { return fail(.noAnswer("it wants another protocol")) }
        if let length = head.headers.first(name: "content-length") {
            guard Int(length).map({ (0...Self.answerLimit).contains($0) }) ?? false else { return fail(Self.tooLong) }
        } else if !Self.isChunked(head), head.status != .noContent {
            // Ended by the connection's end, a torn answer would look like a whole one.
            return fail(.noAnswer("the answer does not say how long it is"))
        }
        state = .receiving(head, ByteBuffer())
        return .none
    }

    mutating func body(_ part: ByteBuffer) -> Action {
        switch state {
        case .receiving(let head, var body):
            guard body.readableBytes + part.readableBytes <= Self.answerLimit else { return fail(Self.tooLong) }
            // The only reference, or each part would copy what is there.
            state = .closed
            if body.readableBytes == 0 { body = part } else { body.writeImmutableBuffer(part) }
            state = .receiving(head, body)
            return .none
        case .handshaking, .idle, .waiting: return fail(.noAnswer("a body came without its head"))
        case .closed: return .none
        }
    }

    mutating func end() -> Action {
        switch state {
        case .receiving(let head, let body):
            let isKept = head.isKeepAlive && head.version == .http1_1
            state = isKept ? .idle : .closed
            let answer = BrokerAnswer(
                status: Int(head.status.code), retryAfter: head.headers.first(name: "retry-after").flatMap { Int($0) },
                date: head.status.code < 400 ? nil : head.headers.first(name: "date").flatMap(HTTPDate.timestamp),
                body: Array(body.readableBytesView))
            return .answer(answer, isKept: isKept)
        case .handshaking, .idle, .waiting: return fail(.noAnswer("an answer ended that had not begun"))
        case .closed: return .none
        }
    }

    /// What came is not HTTP.
    mutating func garbled(_ reason: String) -> Action { fail(.noAnswer(reason)) }

    /// The connection has ended, or is about to.
    mutating func ended(_ reason: String) -> Action {
        switch state {
        case .waiting: fail(exchanges > 1 ? .keptConnectionEnded(reason) : .noAnswer(reason))
        case .handshaking, .idle, .receiving, .closed: fail(.noAnswer(reason))
        }
    }

    /// Whoever waits for the exchange does so no more: whatever still comes belongs to nobody.
    mutating func abandon() -> Action {
        if case .closed = state { return .none }
        state = .closed
        return .close
    }

    private mutating func send() -> Action {
        state = .waiting
        exchanges += 1
        return .send
    }

    private mutating func fail(_ failure: ExchangeFailure) -> Action {
        defer { state = .closed }
        switch state {
        case .handshaking(let isWanted): return isWanted ? .fail(failure.beforeSending) : .close
        case .waiting, .receiving: return .fail(failure)
        case .idle: return .close
        case .closed: return .none
        }
    }

    private static func isChunked(_ head: HTTPResponseHead) -> Bool {
        head.headers.first(name: "transfer-encoding")?.lowercased().hasSuffix("chunked") ?? false
    }

    private static let tooLong = ExchangeFailure.malformed("the answer is longer than \(answerLimit) octets")
}

extension ExchangeFailure {
    /// The same, of a connection on which nothing was written yet.
    fileprivate var beforeSending: ExchangeFailure {
        switch self {
        case .keptConnectionEnded(let reason), .noAnswer(let reason), .malformed(let reason), .notSent(let reason):
            .notSent(reason)
        case .superseded: .superseded
        case .withdrawn: .withdrawn
        }
    }
}
