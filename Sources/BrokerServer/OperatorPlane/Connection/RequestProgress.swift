import BeckonWire

/// Where a connection's requests stand: which deadline runs now, and what becomes of a request that breaks the rules.
///
/// Requests may be pipelined: the next is read while an earlier one is still being answered, and answers keep their order.
struct RequestProgress {
    /// What the connection waits for, and so which deadline runs.
    enum Waiting: Hashable {
        /// The first request's head.
        case firstHead
        /// The rest of a request's body.
        case body
        /// The next request's head.
        case nextHead
        /// The broker's own answer: no deadline.
        case answer
    }

    enum Action: Hashable {
        case nothing
        /// Answer the request at hand with this problem, then close.
        case refuse(ProblemKind)
        case close
    }

    /// Whether a head was read and its body is still arriving.
    private var isReading = false
    /// Requests whose answer has not been written to its end.
    private var unanswered = 0
    private var isAnswering = false
    private var isFirst = true
    /// Set by a request that cannot be understood; nothing after it is read.
    private var refusal: ProblemKind?

    var waiting: Waiting {
        if isReading { return .body }
        if unanswered > 0 { return .answer }
        return isFirst ? .firstHead : .nextHead
    }

    /// Whether what comes in goes on to the broker.
    var isOpen: Bool { refusal == nil }

    mutating func readHead() {
        isReading = true
        isFirst = false
        unanswered += 1
    }

    mutating func readEnd() { isReading = false }

    mutating func wroteHead() { isAnswering = true }

    mutating func wroteEnd() -> Action {
        isAnswering = false
        unanswered -= 1
        guard let refusal, unanswered == 0 else { return .nothing }
        return .refuse(refusal)
    }

    /// The deadline of `waiting` has passed.
    func expired() -> Action {
        switch waiting {
        case .firstHead, .nextHead: .close
        case .body: unanswered == 1 && !isAnswering ? .refuse(.requestTimeout) : .close
        case .answer: .nothing
        }
    }

    /// What came in is not HTTP as this broker takes it.
    mutating func failed(_ kind: ProblemKind) -> Action {
        guard refusal == nil else { return .nothing }
        refusal = kind
        // A request that broke off in its body is one of the unanswered; its head may have been answered already.
        if isReading { return unanswered == 1 && !isAnswering ? .refuse(kind) : .close }
        return unanswered == 0 ? .refuse(kind) : .nothing
    }
}
