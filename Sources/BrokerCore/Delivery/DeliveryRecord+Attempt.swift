import BeckonWire

extension DeliveryRecord {
    /// Whether what is said of an attempt is said of the one that counts.
    func judge(attempt said: Int) throws(Problem) {
        guard said <= attempt else {
            throw Problem(
                .badRequest, "attempt \(said) of \(transaction) has not been fetched", members: ["pointer": "/attempt"])
        }
        guard said == attempt else {
            throw Problem(
                .staleAttempt, "attempt \(said) of \(transaction) is over: attempt \(attempt) has been fetched",
                hint: "drop what is held of it")
        }
    }

    /// Whether octets of an attempt's output may be appended: until an outcome that was seen is recorded.
    func judgeAppend(attempt: Int) throws(Problem) {
        try judge(attempt: attempt)
        switch state {
        case .queued, .fetched, .started, .finished(.unknown): break
        case .finished(let outcome):
            throw Problem(
                .finished, "\(transaction) is finished: \(outcome.rawValue); its output is complete",
                hint: "drop what is held of it")
        }
    }
}
