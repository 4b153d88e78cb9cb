package import BeckonWire
import BrokerCore
import Synchronization

/// The second requests that wait for work, one a machine.
///
/// Whoever takes a request out answers it, so that each is answered once: the check that found something, the end of the wait, a
/// newer request of the same machine, or the shutdown.
package final class ParkingLot: MachineWaker, Sendable {
    private enum Stage {
        /// Next: checking.
        case waiting
        /// One task asks the core. Next: waiting, or checking again where the machine was woken meanwhile.
        case checking(again: Bool)
    }
    private struct Space {
        let parked: ParkedRequest
        var stage: Stage
    }
    private struct Spaces {
        var taken: [MachineID: Space] = [:]
        var isClosed = false
    }

    private let spaces = Mutex(Spaces())

    package init() {}

    /// Requests that are parked now.
    package var count: Int { spaces.withLock { $0.taken.count } }

    package func wake(_ machines: [MachineID], for transaction: TransactionID?) {
        let woken = spaces.withLock { spaces in
            machines.compactMap { machine -> ParkedRequest? in
                guard let space = spaces.taken[machine] else { return nil }
                switch space.stage {
                case .waiting:
                    spaces.taken[machine]?.stage = .checking(again: false)
                    return space.parked
                case .checking:
                    spaces.taken[machine]?.stage = .checking(again: true)
                    return nil
                }
            }
        }
        for parked in woken { Task(executorPreference: parked.executor) { await self.check(parked, for: transaction) } }
    }

    /// Parks a request as one that is being checked; the caller goes on with `check`. An older one of the machine is released.
    /// - Returns: false where the lot is closed.
    func park(_ parked: ParkedRequest) -> Bool {
        let (isParked, older) = spaces.withLock { spaces -> (Bool, ParkedRequest?) in
            guard !spaces.isClosed else { return (false, nil) }
            let space = Space(parked: parked, stage: .checking(again: false))
            return (true, spaces.taken.updateValue(space, forKey: parked.caller.machine)?.parked)
        }
        older?.answer(.askAgain)
        return isParked
    }

    /// Asks the core until it has something for the request, or nothing has happened since it was asked.
    /// - Parameter transaction: what the request was woken for: it waited, so that there is nothing else.
    func check(_ parked: ParkedRequest, for transaction: TransactionID? = nil) async {
        var transaction = transaction
        while true {
            if let answer = await parked.offer(transaction.take()) {
                if leave(parked) { parked.answer(answer) }
                return
            }
            guard isWokenAgain(parked) else { return }
        }
    }

    /// Takes a request out. False where it is not here any more: whoever took it out answers it.
    func leave(_ parked: ParkedRequest) -> Bool {
        spaces.withLock { spaces in
            guard spaces.taken[parked.caller.machine]?.parked === parked else { return false }
            spaces.taken[parked.caller.machine] = nil
            return true
        }
    }

    /// Takes out what a machine has parked and tells it to ask again.
    func release(_ machine: MachineID) {
        spaces.withLock { $0.taken.removeValue(forKey: machine) }?.parked.answer(.askAgain)
    }

    /// Tells everyone to ask again, and takes nobody in from now on.
    func close() {
        let released = spaces.withLock { spaces in
            spaces.isClosed = true
            defer { spaces.taken = [:] }
            return spaces.taken.values.map(\.parked)
        }
        for parked in released { parked.answer(.askAgain) }
    }

    private func isWokenAgain(_ parked: ParkedRequest) -> Bool {
        spaces.withLock { spaces in
            guard let space = spaces.taken[parked.caller.machine], space.parked === parked else { return false }
            switch space.stage {
            case .checking(again: true):
                spaces.taken[parked.caller.machine]?.stage = .checking(again: false)
                return true
            case .checking(again: false), .waiting:
                spaces.taken[parked.caller.machine]?.stage = .waiting
                return false
            }
        }
    }
}
