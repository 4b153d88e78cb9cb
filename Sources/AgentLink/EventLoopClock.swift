package import AgentCore
package import BeckonWire
package import NIOCore

/// The system's time, with an event loop's timers: a sleep costs no thread its rest.
package struct EventLoopClock: AgentClock {
    private let eventLoop: any EventLoop
    private let system = SystemClock()

    package init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    package var now: Timestamp { system.now }

    package func sleep(for duration: Duration) async {
        let wake = eventLoop.makePromise(of: Void.self)
        let timer = eventLoop.scheduleTask(in: TimeAmount(duration)) { wake.succeed() }
        await withTaskCancellationHandler {
            try? await wake.futureResult.get()
        } onCancel: {
            timer.cancel()
            wake.succeed()
        }
    }

    package func random() -> Double { system.random() }
}
