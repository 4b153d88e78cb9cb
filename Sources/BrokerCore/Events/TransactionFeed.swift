import BeckonWire
import Synchronization

/// Tells whoever follows a transaction what happens to it, in the order in which it is recorded.
///
/// What happens to the transactions that came last is remembered for a while: an operator who dispatches and then follows need not
/// have the store read for what has just been written. Memory is bounded everywhere, and where the bound is reached the store is read.
final class TransactionFeed: Sendable {
    private let limit: Int
    private let state: Mutex<State>

    /// Transactions that came last and are remembered, and how many deliveries one may have.
    private static let freshLimit = 128
    private static let freshDeliveries = 32

    private struct State {
        var following: [TransactionID: [Int: TransactionFollower]] = [:]
        var count = 0
        var next = 0
        var fresh = BoundedCache<TransactionID, Fresh>(limit: TransactionFeed.freshLimit)

        func followers(of transaction: TransactionID) -> [TransactionFollower] {
            following[transaction].map { Array($0.values) } ?? []
        }
    }

    private struct Fresh {
        let deliveries: Int
        var news = TransactionNews()
    }

    /// At most `limit` followers at once.
    init(limit: Int) {
        self.limit = limit
        state = Mutex(State())
    }

    /// A transaction has come, and each of its deliveries is queued. Before anybody can change them.
    func submitted(_ transaction: TransactionID, deliveries: Int) {
        guard deliveries <= Self.freshDeliveries else { return }
        state.withLock { $0.fresh.insert(Fresh(deliveries: deliveries), for: transaction) }
    }

    /// Nil where there are too many followers already. Whoever follows must `leave`. Where all that has happened to the transaction is
    /// news to the follower, `queued` is how many deliveries there were at the beginning; else it is nil, and the store is to be read.
    func follow(_ transaction: TransactionID, after: Int) -> (follower: TransactionFollower, queued: Int?)? {
        state.withLock { state in
            guard state.count < limit else { return nil }
            state.count += 1
            state.next += 1
            let fresh = after == 0 ? state.fresh.value(of: transaction).flatMap { $0.news.isIncomplete ? nil : $0 } : nil
            let follower = TransactionFollower(transaction, number: state.next, news: fresh?.news ?? TransactionNews())
            state.following[transaction, default: [:]][follower.number] = follower
            return (follower, queued: fresh?.deliveries)
        }
    }

    var followerCount: Int { state.withLock { $0.count } }

    func leave(_ follower: TransactionFollower) {
        state.withLock { state in
            guard state.following[follower.transaction]?.removeValue(forKey: follower.number) != nil else { return }
            state.count -= 1
            if state.following[follower.transaction]?.isEmpty == true { state.following[follower.transaction] = nil }
        }
    }

    /// A change is durable. Called in the order of the events' numbers.
    func changed(_ change: DeliveryChange) {
        let transaction = change.event.delivery.transaction
        let followers = state.withLock { state in
            state.fresh.update(transaction) { $0.news.add(change) }
            return state.followers(of: transaction)
        }
        for follower in followers { follower.changed(change) }
    }

    func grew(_ transaction: TransactionID, _ growth: OutputGrowth) {
        let followers = state.withLock { state in
            state.fresh.update(transaction) { $0.news.add(growth) }
            return state.followers(of: transaction)
        }
        for follower in followers { follower.grew(growth) }
    }
}
