import NIOCore

extension Channel {
    /// Runs `body` on the channel's event loop; at once where that is where we are, as requests are answered there.
    func onEventLoop<Answer: Sendable>(_ body: @escaping @Sendable () throws -> Answer) async throws -> Answer {
        if eventLoop.inEventLoop { return try body() }
        return try await eventLoop.submit(body).get()
    }

    /// Has `departure` called when the client goes, in place of what was to be called before.
    func setDeparture(_ departure: (@Sendable () -> Void)?) async throws {
        try await onEventLoop { [self] in
            guard isActive else {
                departure?()
                return
            }
            try pipeline.syncOperations.handler(type: ConnectionGuard.self).departure = departure
        }
    }
}
