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
            """)

    @OptionGroup var data: DataOption

    @Option(
        help: ArgumentHelp(
            "A directory with plugins; may be repeated. (default: $BECKON_PLUGINS, separated by colons, else "
                + "/usr/lib/beckon/plugins)", valueName: "dir"))
    var plugins: [String] = []

    @Option(help: "Instructions at once.")
    var capacity = 4

    @Option(help: ArgumentHelp("The program that plugins run in. (default: beside this one)", valueName: "file"))
    var executorHost: String?

    @Option(help: "How much to log.")
    var logLevel = Level.info

    enum Level: String, ExpressibleByArgument, CaseIterable {
        case trace, debug, info, notice, warning, error
    }

    func validate() throws {
        guard (1...Bounds.capacity).contains(capacity) else {
            throw ValidationError("--capacity must be between 1 and \(Bounds.capacity)")
        }
    }

    func run() async throws {
        LineLogHandler.install(level: Logger.Level(rawValue: logLevel.rawValue) ?? .info)
        // A connection that is gone is an error of the write, not the end of the agent.
        signal(SIGPIPE, SIG_IGN)
        try await Ending.explained {
            let log = Logger(label: "beckon.agent")
            let directory = try AgentDirectory(path: data.path)
            let keys = try MachineKeys.store(configured: nil, directory: directory.path, log: log)
            let store = directory.identities(keys: keys)
            let machine = try await MachineStart(store: store, directory: directory.path, log: log).identity()
            let identity = machine.agent
            let journal = try openJournal(directory, log)
            let client = try BrokerClient(brokers: identity.brokers, credential: machine.credential)
            let link = MutualTLSLink(client: client)
            let clock = EventLoopClock(client.executor.eventLoop)
            var hosting = hosting
            hosting.clock = clock
            let hosts = await PluginHosts.start(hosting, logger: log)

            var settings = AgentSettings()
            settings.capacity = capacity
            let agent = Agent(
                link: link, hosts: hosts, journal: journal,
                spool: DiskSpoolFiles(directory: directory.spool), settings: settings,
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

    private var hosting: HostingSettings {
        let directories =
            plugins.isEmpty
            ? (Environment.value("BECKON_PLUGINS") ?? "/usr/lib/beckon/plugins").split(separator: ":").map(String.init) : plugins
        var settings = HostingSettings(
            hostProgram: executorHost ?? Self.besideThisProgram("beckon-executor-host"), pluginDirectories: directories)
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
