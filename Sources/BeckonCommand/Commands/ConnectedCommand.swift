import ArgumentParser
import FoundationEssentials

/// A command that talks to the broker.
protocol ConnectedCommand: AsyncParsableCommand {
    var common: CommonOptions { get }

    func run(_ session: Session) async throws
}

extension ConnectedCommand {
    mutating func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        guard let path = ProfileLocation.path(flag: common.profile, environment: environment) else {
            throw CommandFailure(
                ExitStatus.configuration, "there is no profile: neither --profile nor $BECKON_PROFILE nor $HOME is set")
        }
        let session = Session(
            client: try OperatorClient(try Profile.read(path)), profile: try Profile.read(path), console: .standard,
            environment: environment)
        do {
            try await run(session)
        } catch {
            try? await session.client.shutdown()
            throw (error as? BrokerLost)?.failure ?? error
        }
        try? await session.client.shutdown()
    }
}
