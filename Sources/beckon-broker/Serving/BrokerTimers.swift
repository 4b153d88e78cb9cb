import BrokerCore
import ServiceLifecycle

/// Lets the core do what is due, for as long as the program runs.
struct BrokerTimers: Service {
    let broker: Broker

    func run() async throws {
        await cancelWhenGracefulShutdown { await broker.run() }
    }
}
