import NIOCore

/// The connections of one event loop with their deadlines. Belongs to that loop.
///
/// Deadlines change several times a request, and almost none passes. A scheduled task for each would cost memory per parked agent and a
/// search through all the tasks when it is cancelled; here a change is one store, and a look at all of them is one pass over an array.
final class ConnectionTable {
    private var connections: [AgentConnection?] = []
    private var deadlines: [NIODeadline] = []
    private var free: [Int] = []
    private(set) var count = 0
    private var emptied: EventLoopPromise<Void>?
    /// Runs what the connections ask of the core on the loop.
    let executor: EventLoopTaskExecutor

    init(executor: EventLoopTaskExecutor) {
        self.executor = executor
    }

    func add(_ connection: AgentConnection) -> Int {
        count += 1
        if let slot = free.popLast() {
            connections[slot] = connection
            return slot
        }
        connections.append(connection)
        deadlines.append(.distantFuture)
        return connections.count - 1
    }

    func remove(_ slot: Int) {
        connections[slot] = nil
        deadlines[slot] = .distantFuture
        free.append(slot)
        count -= 1
        if count == 0 { emptied?.succeed() }
    }

    func setDeadline(_ deadline: NIODeadline, of slot: Int) { deadlines[slot] = deadline }

    /// Tells every connection whose deadline has passed; that deadline is gone then.
    func sweep(now: NIODeadline) {
        for slot in deadlines.indices where deadlines[slot] <= now {
            deadlines[slot] = .distantFuture
            connections[slot]?.deadlinePassed()
        }
    }

    /// Tells every connection to end after the request that it has, if any. Succeeds when all are gone.
    func shutDown(on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        let promise = emptied ?? eventLoop.makePromise()
        emptied = promise
        for connection in connections { connection?.shutDown() }
        if count == 0 { promise.succeed() }
        return promise.futureResult
    }

    func closeAll() {
        for connection in connections { connection?.closeNow() }
    }
}
