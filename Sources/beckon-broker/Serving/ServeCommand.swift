import ArgumentParser
import BeckonIdentity
import BrokerCore
import Glibc
import Logging

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve machines and operators from an initialised data directory.",
        discussion: """
            Ends on SIGTERM and SIGINT: parked agents are told to ask again, and requests in work get ten seconds. Where it \
            listens is printed to stderr and written to DIR/run.json. A flag beats its BECKON_* variable, which beats the \
            configuration file, which beats broker.json.
            """)

    @Option(help: "The data directory. (default: $BECKON_DATA, else \(DataDirectory.standard))")
    var data: String?

    @Option(help: "The address to listen at. (default: $BECKON_BIND, else every one)")
    var bind: String?

    @Option(help: "The port that machines call; 0 takes a free one. (default: $BECKON_AGENT_PORT, else as initialised)")
    var agentPort: Port?

    @Option(help: "The port that operators call; 0 takes a free one. (default: $BECKON_API_PORT, else as initialised)")
    var apiPort: Port?

    @Option(
        help: """
            How long a machine certificate lives, such as 24h; it is renewed at about half of that. (default: \
            $BECKON_MACHINE_LIFETIME, else machineLifetime of broker.json, else 24h)
            """)
    var machineLifetime: LifeSpan?

    @Option(
        help: """
            How long after its end a machine certificate may still be renewed. (default: $BECKON_RENEWAL_GRACE, else \
            renewalGrace of broker.json, else 30d)
            """)
    var renewalGrace: LifeSpan?

    @Option(help: "trace, debug, info, notice, warning, error or critical. (default: $BECKON_LOG_LEVEL, else info)")
    var logLevel: LogLevel?

    @OptionGroup var config: ConfigurationOption

    func run() async throws {
        let file = try config.load().configuration
        let level = try Setting.value(logLevel, variable: "BECKON_LOG_LEVEL") ?? file.logLevel ?? LogLevel(level: .info)
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level.level
            return handler
        }
        let directory = DataDirectory(
            path: try Setting.value(data, variable: "BECKON_DATA") ?? file.data ?? DataDirectory.standard)
        do {
            let settings = try settings(in: directory, file)
            let lock = try DirectoryLock(directory: directory.path)
            try await BrokerProcess(directory: directory, settings: settings, address: try address(file)).run()
            withExtendedLifetime(lock) {}
        } catch let error as IdentityError {
            throw BrokerError(error)
        } catch let error as StoreError {
            throw BrokerError(.failed, "\(error)")
        }
    }

    private func settings(in directory: DataDirectory, _ file: BrokerConfiguration) throws -> SettingsDocument {
        guard directory.contains(directory.settings) else {
            throw BrokerError(
                .wrongState, "\(directory.path) is not initialised", hint: "beckon-broker init --data \(directory.path)")
        }
        let settings: SettingsDocument = try directory.read(from: directory.settings)
        guard settings.version == 1 else {
            throw BrokerError(.failed, "\(directory.settings) has version \(settings.version), and this program knows 1")
        }
        return SettingsDocument(
            hosts: settings.hosts,
            agentPort: try Setting.value(agentPort, variable: "BECKON_AGENT_PORT") ?? file.agentPort ?? settings.agentPort,
            apiPort: try Setting.value(apiPort, variable: "BECKON_API_PORT") ?? file.apiPort ?? settings.apiPort,
            machineLifetime: try Setting.value(machineLifetime, variable: "BECKON_MACHINE_LIFETIME")
                ?? file.machineLifetime ?? settings.machineLifetime,
            renewalGrace: try Setting.value(renewalGrace, variable: "BECKON_RENEWAL_GRACE") ?? file.renewalGrace
                ?? settings.renewalGrace,
            home: settings.home)
    }

    private func address(_ file: BrokerConfiguration) throws -> String {
        try Setting.value(bind, variable: "BECKON_BIND") ?? file.bind ?? ListenAddress.every
    }
}
