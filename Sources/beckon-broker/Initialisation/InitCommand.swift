import ArgumentParser
import BeckonIdentity
import FoundationEssentials

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a broker's data directory: its identities, the first subscriber and an admin's profile.",
        discussion: """
            The profile goes to DIR/profile.json, and to $XDG_CONFIG_HOME/beckon/profile.json (else ~/.config/beckon/profile.json) \
            if none is there. An initialised directory is never overwritten; what an interrupted init left is.
            """)

    @Option(help: "The data directory, made with mode 0700. (default: $BECKON_DATA, else \(DataDirectory.standard))")
    var data: String?

    @Option(help: "The first subscriber.")
    var subscriber = "acme"

    @Option(
        help: """
            A DNS name or an address under which agents and operators reach the broker; may be repeated, the preferred one \
            first. (default: this machine's name, localhost, 127.0.0.1 and ::1)
            """)
    var host: [String] = []

    @Option(help: "The port that machines call.")
    var agentPort = Port.agents

    @Option(help: "The port that operators call.")
    var apiPort = Port.operators

    @Option(name: [.short, .customLong("output")], help: "How to print: text or json.")
    var output = OutputFormat.text

    func run() throws {
        let directory = DataDirectory(path: try Setting.value(data, variable: "BECKON_DATA") ?? DataDirectory.standard)
        let settings = SettingsDocument(
            hosts: host.isEmpty ? LocalHosts.names() : host, agentPort: agentPort, apiPort: apiPort, home: subscriber)
        do {
            try Initialisation(directory: directory, settings: settings, subscriber: subscriber).run(now: Date())
        } catch let error as IdentityError {
            throw BrokerError(error)
        }
        report(directory, settings, userProfile: UserProfile.copy(of: directory.profile))
    }

    private func report(_ directory: DataDirectory, _ settings: SettingsDocument, userProfile: String?) {
        let report = InitReport(
            data: directory.path, subscriber: subscriber, hosts: settings.hosts, agentPort: settings.agentPort,
            apiPort: settings.apiPort, profile: directory.profile, userProfile: userProfile)
        switch output {
        case .text: print(report.text)
        case .json: print(report.json, terminator: "")
        }
    }
}
