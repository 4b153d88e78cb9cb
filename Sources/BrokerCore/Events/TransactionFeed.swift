import BeckonWire
import Synchronization

/// Tells whoever follows a transaction that something happened: that its recorded events are to be read again, and which output
/// grew. Holds no events itself, so that a slow follower costs a few octets and loses none.
final class TransactionFeed: Sendable {
    private let limit: Int
    private let state = Mutex(State())

    private struct State {
        var followers: [TransactionID: [Int: TransactionFollower]] = [:]
        var count = 0
        var next = 0
    }

    /// At most `limit` followers at once.
    init(limit: Int) {
        self.limit = limit
    }

    /// Nil where there are too many already. Whoever follows must `leave`.
    func follow(_ transaction: TransactionID) -> TransactionFollower? {
        state.withLock { state in
            guard state.count < limit else { return nil }
            state.count += 1
            state.next += 1
            let follower = TransactionFollower(transaction, number: state.next)
            state.followers[transaction, default: [:]][follower.number] = follower
            return follower
        }
    }

    func leave(_ follower: TransactionFollower) {
        state.withLock { state in
            guard state.followers[follower.transaction]?.removeValue(forKey: follower.number) != nil else { return }
            state.count -= 1
            if state.followers[follower.transaction]?.isEmpty == true { state.followers[follower.transaction] = nil }
        }
    }

    /// A delivery changed; `isOver` where it has an outcome now, which nobody is kept waiting for.
    func changed(_ transaction: TransactionID, isOver: Bool) {
        for follower in followers(of: transaction) { follower.changed(isOver: isOver) }
    }

    func grew(_ transaction: TransactionID, _ growth: OutputGrowth) {
        for follower in followers(of: transaction) { follower.grew(growth) }
    }

    private func followers(of transaction: TransactionID) -> [TransactionFollower] {
        state.withLock { $0.followers[transaction].map { Array($0.values) } ?? [] }
    }
}
