import ArgumentParser
import BeckonIdentity
import BeckonWire
import NIOPosix

/// `beckon zero send FILE HOST...`.
struct ZeroSend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Bring a zero certificate file to machines over ssh, and enrol them.",
        discussion: """
            Uses the system's ssh with your configuration, keys and known hosts, which must let you in without a question. The file \
            gets mode 0600 there and replaces what is there in one step. With --enroll the agent there enrols with it, and the file \
            is removed when it has; where an approval is needed that takes as long as the approval.

            Exits with 0 if all hosts succeeded, else with 1. Repeating it does no harm.
            """)

    @Option(name: [.short, .long], help: "text for people, or json: one JSON document a host.")
    var output = CommonOptions.Format.text

    @Option(help: ArgumentHelp("Where to put it there; relative to the home directory.", valueName: "path"))
    var to = "beckon-zero.pem"

    @Option(help: ArgumentHelp("How many hosts at once.", valueName: "n"))
    var parallel = 8

    @Flag(help: "Do it there as root, by sudo -n.")
    var sudo = false

    @Flag(help: "Run beckon-agent enroll there.")
    var enroll = false

    @Option(help: "What the machine is called; for one host. (default: its host's name)")
    var name: String?

    @Option(help: ArgumentHelp("The agent's data directory there, where it is not the usual one.", valueName: "path"))
    var data: String?

    @Option(help: ArgumentHelp("The agent's program there.", valueName: "path"))
    var agent = "beckon-agent"

    @Flag(help: "Leave the file there after --enroll.")
    var keep = false

    @Option(name: .customLong("ssh-config"), help: ArgumentHelp("ssh's configuration file, as of ssh -F.", valueName: "file"))
    var sshConfiguration: String?

    @Option(
        name: .customLong("ssh-option"), help: ArgumentHelp("As of ssh -o; may be given more than once.", valueName: "key=value"))
    var sshOptions: [String] = []

    @Argument(help: "The zero certificate file.")
    var file: String

    @Argument(help: "As ssh takes it: HOST, USER@HOST, ssh://USER@HOST:PORT.")
    var hosts: [RemoteHost]

    func validate() throws {
        guard (1...256).contains(parallel) else { throw ValidationError("--parallel is not between 1 and 256") }
        guard Set(hosts).count == hosts.count else { throw ValidationError("a host is named twice") }
        guard !to.isEmpty, !to.hasSuffix("/") else { throw ValidationError("--to names a file") }
        let texts = [to, agent] + [data, sshConfiguration].compactMap(\.self) + sshOptions
        guard !texts.contains(where: { $0.utf8.contains(0) }) else { throw ValidationError("an option has a zero octet") }
        guard enroll || (name == nil && data == nil && !keep) else {
            throw ValidationError("--name, --data and --keep are for --enroll")
        }
        if let name {
            guard hosts.count == 1 else { throw ValidationError("--name is for one host: names are unique") }
            guard Name.isMachine(name) else { throw ValidationError("\"\(name)\" is not the name of a machine") }
        }
    }

    func run() async throws {
        let delivery = try delivery()
        let ssh = SecureShell(configuration: sshConfiguration, options: sshOptions)
        let threads = NIOThreadPool(numberOfThreads: min(parallel, hosts.count))
        threads.start()
        let failures = try await withThrowingTaskGroup(of: ZeroSent.self) { group in
            for host in hosts {
                group.addTask { try await threads.runIfActive { ssh.deliver(delivery, file: file, to: host) } }
            }
            var progress = Progress(total: hosts.count)
            for try await sent in group { try await progress.report(sent, output) }
            return progress.failures
        }
        try await threads.shutdownGracefully()
        guard failures > 0 else { return }
        try await Console.standard.diagnose("\(failures) of \(hosts.count) hosts failed")
        throw ExitStatus.Requested(status: ExitStatus.unsuccessful)
    }

    /// The file is looked at here: what no agent would take is not brought anywhere.
    private func delivery() throws(CommandFailure) -> ZeroDelivery {
        do throws(IdentityError) {
            let octets = try DurableFile.readSecret(file)
            _ = try ZeroFile(text: String(decoding: octets, as: UTF8.self))
            return ZeroDelivery(
                length: octets.count, destination: to, asRoot: sudo,
                enrollment: enroll ? .init(agent: agent, data: data, name: name, keepsFile: keep) : nil)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Says how each host went as soon as it has.
    private struct Progress {
        let total: Int
        private var done = 0
        private(set) var failures = 0

        init(total: Int) { self.total = total }

        mutating func report(_ sent: ZeroSent, _ format: CommonOptions.Format) async throws {
            done += 1
            if !sent.ok { failures += 1 }
            switch format {
            case .json: try await Console.standard.json(sent)
            case .text:
                let line = "[\(done)/\(total)] \(sent.host): \(sent.ok ? "" : "failed: ")\(sent.text)"
                try await Console.standard.line(line, to: sent.ok ? .stdout : .stderr)
            }
        }
    }
}
