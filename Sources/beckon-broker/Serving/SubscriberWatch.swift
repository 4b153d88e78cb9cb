import BrokerCore
import Logging
import ServiceLifecycle

/// Takes up subscribers that are made while the broker runs.
struct SubscriberWatch: Service {
    let authorities: Authorities
    let store: any BrokerStore
    let logger: Logger

    private static let interval = Duration.seconds(1)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                try await Task.sleep(for: Self.interval)
                await look()
            }
        }
    }

    private func look() async {
        do {
            for name in try authorities.takeUpNew() {
                try await store.addSubscriber(SubscriberRecord(name: name, createdAt: .system()))
                logger.notice("a new subscriber is served", metadata: ["subscriber": "\(name)"])
            }
        } catch {
            logger.error("the subscribers could not be read", metadata: ["error": "\(error)"])
        }
    }
}
