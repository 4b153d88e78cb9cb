import AgentConfigurationFile
import AgentCore
import AgentLink
import ArgumentParser
import BeckonIdentity
import BeckonWire
import Logging

/// `beckon-agent enroll`
struct EnrollCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enroll",
        abstract: "Get this machine a certificate of its own for a zero certificate.",
        discussion: """
            The machine's key is made here and never leaves. Repeating the command does no harm: the same key is the same \
            machine. Where an approval is needed, the command waits for it; it may be interrupted, and `beckon-agent run` then goes \
            on asking, whenever it is started.
            """)

    @Option(
        help: ArgumentHelp(
            "The zero certificate, a file with mode 0600. (default: $BECKON_ZERO, else the file's zero)", valueName: "file"))
    var zero: String?

    @OptionGroup var config: ConfigurationOption
    @OptionGroup var data: DataOption

    @Option(
        help: "What people call the machine: a DNS label. (default: $BECKON_NAME, else the file's name, else this host's name)")
    var name: String?

    @Flag(
        help: ArgumentHelp(
            "Set a machine that is enrolled up anew, with a new key.",
            discussion: "It keeps its name, so the broker must allow that first (beckon machine reidentify). The old identity "
                + "stays until the new one is there."))
    var again = false

    @Option(name: .shortAndLong, help: "How to print the result.")
    var output = OutputFormat.text

    func validate() throws {
        guard name.map(Name.isMachine) ?? true else { throw ValidationError("--name \(Self.nameRule)") }
    }

    private static let nameRule = "must be a DNS label in lower case that is not shaped like an id, such as web-01"

    func run() async throws {
        LineLogHandler.install(level: .notice)
        try await Ending.explained {
            let configuration = try configured()
            guard let file = configuration.zero else {
                throw Setting.Invalid(description: "no zero certificate: give --zero FILE, or say zero: in \(config.path)")
            }
            let octets = try DurableFile.readSecret(file)
            let zero = try ZeroFile(text: String(decoding: octets, as: UTF8.self))
            let directory = try AgentDirectory(path: configuration.data)
            let log = Logger(label: "beckon.agent")
            let keys = try MachineKeys.store(configured: configuration.key, directory: directory.path, log: log)
            let enrollment = Enrollment(store: directory.identities(keys: keys), clock: SystemClock(), log: log)
            let result = try await enrollment.enroll(
                with: zero, name: configuration.name, defaultName: MachineFacts.name, facts: MachineFacts.all, again: again,
                connect: MachineStart.connect)
            print(describe(result, in: directory.path))
        }
    }

    private func configured() throws -> AgentConfiguration {
        var configuration = try config.load()
        configuration.data = data.path(configuration)
        configuration.zero = try Setting.value(zero, variable: "BECKON_ZERO") ?? configuration.zero
        configuration.name = try Setting.value(name, variable: "BECKON_NAME") ?? configuration.name
        guard configuration.name.map(Name.isMachine) ?? true else {
            throw Setting.Invalid(description: "BECKON_NAME \(Self.nameRule)")
        }
        return configuration
    }

    private func describe(_ result: Enrollment.Result, in data: String) -> String {
        let (identity, isNew) =
            switch result {
            case .enrolled(let identity): (identity, true)
            case .wasEnrolled(let identity): (identity, false)
            }
        switch output {
        case .json:
            let line: JSONValue = [
                "machine": .string("\(identity.machine)"), "name": .string(identity.name),
                "subscriber": .string(identity.subscriber), "new": .bool(isNew),
            ]
            return String(decoding: WireJSON.encode(line), as: UTF8.self)
        case .text:
            return """
                \(isNew ? "enrolled" : "already enrolled"): \(identity.machine) (\(identity.name)) of \(identity.subscriber)
                next: beckon-agent run --data \(data)
                """
        }
    }
}
