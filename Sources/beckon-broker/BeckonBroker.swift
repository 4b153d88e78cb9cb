import ArgumentParser
import Glibc

@main
struct BeckonBroker: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "beckon-broker",
        abstract: "The broker: enrols machines, takes instructions for them, and records what became of each.",
        discussion: """
            Exit codes: 0 done, or ended by SIGTERM or SIGINT; 1 failed; 2 the data directory is not initialised (serve) or is \
            initialised already (init); 3 another broker uses the data directory; 64 wrong usage.
            """,
        subcommands: [InitCommand.self, ServeCommand.self, SubscriberCommand.self, ConfigCommand.self])

    static func main() async {
        // A client that goes away must not take the broker along.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as BrokerError {
            Diagnostics.write("beckon-broker: \(error)")
            Glibc.exit(error.code.rawValue)
        } catch {
            exit(withError: error)
        }
    }
}
