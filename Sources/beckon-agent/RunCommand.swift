import AgentConfigurationFile
import AgentCore
import AgentLink
import ArgumentParser
import BeckonIdentity
import BeckonWire
import ExecutorHosting
import Glibc
import Logging
import ServiceLifecycle
import UnixSignals

/// `beckon-agent run`
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Serve this machine until stopped (SIGTERM or SIGINT).",
        discussion: """
            When stopped, running instructions may go on for 10 seconds; what still runs then is killed and reported as failed \
            (or unknown, where it says onInterruption: rerun). What could not be reported is reported at the next start.

            A flag beats its BECKON_* variable, which beats the configuration file. What may run at all is in the file alone.
            """)

    @OptionGroup var config: ConfigurationOption
    @OptionGroup var settings: RunOptions

    func run() async throws {
        // A connection that is gone is an error of the write, not the end of the agent.
        signal(SIGPIPE, SIG_IGN)
        try await Ending.explained {
            let configuration = try settings.over(config.load())
            LineLogHandler.install(level: Logger.Level(rawValue: configuration.logLevel.rawValue) ?? .info)
            let log = Logger(label: "beckon.agent")
            let directory = try AgentDirectory(path: configuration.data)
            let keys = try MachineKeys.store(configured: configuration.key, directory: directory.path, log: log)
            let store = directory.identities(keys: keys)
            let machine = try await MachineStart(store: store, directory: directory.path, log: log).identity()
            let identity = machine.agent
            let journal = try openJournal(directory, log)
            let client = try BrokerClient(brokers: identity.brokers, credential: machine.credential)
            let link = MutualTLSLink(client: client)
            let clock = EventLoopClock(client.executor.eventLoop)
            var hosting = Self.hosting(configuration)
            hosting.clock = clock
            let hosts = await PluginHosts.start(hosting, logger: log)

            var settings = AgentSettings()
            settings.capacity = configuration.capacity
            let agent = Agent(
                link: link, hosts: hosts, journal: journal, spool: DiskSpoolFiles(directory: directory.spool),
                policy: PolicyCheck(configuration.policy), settings: settings,
                rotation: Rotation(of: machine, store: store, link: link, clock: clock, log: log), clock: clock, log: log,
                executor: client.executor)
            log.info(
                "agent runs",
                metadata: [
                    "machine": "\(identity.machine)", "name": "\(identity.name)", "subscriber": "\(identity.subscriber)",
                    "brokers": "\(identity.brokers.joined(separator: " "))", "run": "\(journal.run)",
                    "executors": "\(hosts.catalogue.executors.map(\.name).joined(separator: " "))",
                ])
            let failure = await serve(agent)
            await hosts.shutDown()
            await client.shutDown()
            if let failure { throw failure }
            log.info("agent stopped")
        }
    }

    private func serve(_ agent: Agent) async -> (any Error)? {
        var log = Logger(label: "beckon.lifecycle")
        log.logLevel = .warning
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: AgentService(agent: agent), successTerminationBehavior: .gracefullyShutdownGroup)],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: log))
        do {
            try await group.run()
            return nil
        } catch {
            return error
        }
    }

    private func openJournal(_ directory: AgentDirectory, _ log: Logger) throws(StorageError) -> Journal {
        let clock = SystemClock()
        var random = SystemRandomNumberGenerator()
        let newID = String(random.next(), radix: 36) + String(random.next(), radix: 36)
        let journal = try Journal(files: DiskJournalFiles(directory: directory.path), at: clock.now, newID: newID)
        if let setAside = journal.setAside {
            log.error(
                "the journal is damaged; a new one begins, and what the old one held ends as unknown",
                metadata: ["damaged": "\(setAside)"])
        }
        return journal
    }

    private static func hosting(_ configuration: AgentConfiguration) -> HostingSettings {
        var settings = HostingSettings(
            hostProgram: configuration.executorHost ?? besideThisProgram("beckon-executor-host"),
            pluginDirectories: configuration.plugins)
        settings.isOnlyParentOfHosts = true
        return settings
    }

    private static func besideThisProgram(_ name: String) -> String {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &path, path.count)
        let program = String(decoding: path.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return (program.lastIndex(of: "/").map { String(program[...$0]) } ?? "") + name
    }
}
