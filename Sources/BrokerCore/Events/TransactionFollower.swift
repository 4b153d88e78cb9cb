import BeckonWire
import Synchronization

/// One who follows a transaction: what is new since it last looked.
final class TransactionFollower: Sendable {
    let transaction: TransactionID
    let number: Int

    private let state: Mutex<State>

    private struct State {
        var news: TransactionNews
        var isStopped = false
        var isWoken = false
        /// Whoever waits for news, and whether only outcomes and output end the waiting.
        var waiting: (reader: CheckedContinuation<Void, Never>, isPatient: Bool)?

        mutating func takeReader() -> CheckedContinuation<Void, Never>? {
            defer { waiting = nil }
            return waiting?.reader
        }
    }

    /// `news`: what there is for it already.
    init(_ transaction: TransactionID, number: Int, news: TransactionNews) {
        self.transaction = transaction
        self.number = number
        state = Mutex(State(news: news))
    }

    func changed(_ change: DeliveryChange) {
        let reader = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.news.add(change)
            if state.waiting?.isPatient == true, !state.news.isUrgent { return nil }
            return state.takeReader()
        }
        reader?.resume()
    }

    func grew(_ growth: OutputGrowth) {
        let reader = state.withLock { state in
            state.news.add(growth)
            return state.takeReader()
        }
        reader?.resume()
    }

    /// There is more in the store than was read, and `growths` are to be told with it.
    func takeBack(_ growths: [TransactionNews.GrowingStream: Int]) {
        state.withLock { state in
            state.news.setIncomplete()
            for (key, length) in growths { state.news.add(OutputGrowth(key, length)) }
        }
    }

    /// Ends the waiting of whoever waits, or is about to.
    func wake() {
        let reader = state.withLock { state in
            state.isWoken = true
            return state.takeReader()
        }
        reader?.resume()
    }

    func stop() {
        let reader = state.withLock { state in
            state.isStopped = true
            return state.takeReader()
        }
        reader?.resume()
    }

    var isStopped: Bool { state.withLock { $0.isStopped } }

    /// What is new; waits where nothing is, and a patient one where nothing is urgent. Maybe empty after `wake` and after `stop`.
    func news(patient: Bool) async -> TransactionNews {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                let isNews = patient ? state.news.isUrgent : !state.news.isEmpty
                guard !isNews, !state.isStopped, !state.isWoken else { return true }
                state.waiting = (continuation, patient)
                return false
            }
            if isReady { continuation.resume() }
        }
        return state.withLock { state in
            defer {
                state.news = TransactionNews()
                state.isWoken = false
            }
            return state.news
        }
    }
}
