import NIOCore

/// A `ConnectionTable` for each event loop, and the task that looks at its deadlines.
struct EventLoops: Sendable {
    private struct Loop: Sendable {
        let eventLoop: any EventLoop
        let table: NIOLoopBound<ConnectionTable>
        let sweeping: RepeatedTask
    }

    private let loops: [ObjectIdentifier: Loop]

    init(_ group: any EventLoopGroup, interval: TimeAmount) async throws {
        var loops: [ObjectIdentifier: Loop] = [:]
        for eventLoop in group.makeIterator() {
            loops[ObjectIdentifier(eventLoop)] = try await eventLoop.submit {
                let table = NIOLoopBound(ConnectionTable(executor: EventLoopTaskExecutor(eventLoop)), eventLoop: eventLoop)
                let sweeping = eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
                    table.value.sweep(now: .now())
                }
                return Loop(eventLoop: eventLoop, table: table, sweeping: sweeping)
            }.get()
        }
        self.loops = loops
    }

    /// Call on that loop.
    func table(of eventLoop: any EventLoop) -> ConnectionTable? { loops[ObjectIdentifier(eventLoop)]?.table.value }

    /// Ends every connection after the request that it has; closes what is still open when the time is over.
    func shutDown(within time: TimeAmount) async {
        await withTaskGroup(of: Void.self) { group in
            for loop in loops.values {
                group.addTask {
                    try? await loop.eventLoop.flatSubmit {
                        let overtime = loop.eventLoop.scheduleTask(in: time) { loop.table.value.closeAll() }
                        return loop.table.value.shutDown(on: loop.eventLoop).always { _ in overtime.cancel() }
                    }.get()
                    loop.sweeping.cancel()
                }
            }
        }
    }
}
