import NIOCore

/// A connection as other threads see it: they may tell it things, which it hears on its event loop.
struct ConnectionHandle: Sendable {
    private let connection: NIOLoopBound<AgentConnection>
    private let eventLoop: any EventLoop
    /// Runs tasks on the connection's event loop.
    let executor: EventLoopTaskExecutor

    /// Call on the event loop.
    init(_ connection: AgentConnection, eventLoop: any EventLoop, executor: EventLoopTaskExecutor) {
        self.connection = NIOLoopBound(connection, eventLoop: eventLoop)
        self.eventLoop = eventLoop
        self.executor = executor
    }

    /// The request that the connection works on is answered. Ignored where the connection is closed.
    func answer(_ answer: AgentAnswer) {
        onEventLoop { $0.answer(answer) }
    }

    /// The request that the connection works on has been parked.
    func park(_ parked: ParkedRequest) {
        onEventLoop { $0.park(parked) }
    }

    /// Nothing that its machine still asks is of use.
    func expel() {
        onEventLoop { $0.expel() }
    }

    /// The certificate that it was made with has been replaced.
    func retire() {
        onEventLoop { $0.retire() }
    }

    private func onEventLoop(_ body: @escaping @Sendable (AgentConnection) -> Void) {
        if eventLoop.inEventLoop { return body(connection.value) }
        eventLoop.execute { body(connection.value) }
    }
}
