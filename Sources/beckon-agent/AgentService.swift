import AgentCore
import ServiceLifecycle

/// The agent as a service that ends gracefully.
struct AgentService: Service {
    let agent: Agent

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await agent.run()
        } onGracefulShutdown: {
            agent.stop()
        }
    }
}
