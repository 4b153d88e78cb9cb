import ArgumentParser
import BeckonIdentity
import FoundationEssentials

struct SubscriberCreate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a subscriber: an authority of its own, and a profile for its admin.",
        discussion: "Subscribers see nothing of each other. Bring the profile to the admin; nobody else can make one.")

    @Option(help: "The data directory. (default: $BECKON_DATA, else \(DataDirectory.standard))")
    var data: String?

    @Option(help: ArgumentHelp("Where to write the admin's profile. A file that is there is not replaced.", valueName: "file"))
    var out: String

    @Option(name: [.short, .customLong("output")], help: "How to print: text or json.")
    var output = OutputFormat.text

    @Argument(help: "Its name: lower-case letters, digits and hyphens, a letter first.")
    var name: String

    private struct Report: Encodable {
        let subscriber: String
        let profile: String
    }

    func run() throws {
        let directory = DataDirectory(path: try Setting.value(data, variable: "BECKON_DATA") ?? DataDirectory.standard)
        do {
            try create(in: directory)
        } catch let error as IdentityError {
            throw BrokerError(error)
        }
        switch output {
        case .text: print("Made subscriber \(name). Its admin's profile is \(out).")
        case .json:
            print(
                String(
                    decoding: try DocumentJSON.encode(Report(subscriber: name, profile: out), pretty: false), as: UTF8.self),
                terminator: "")
        }
    }

    private func create(in directory: DataDirectory) throws {
        guard directory.contains(directory.settings) else {
            throw BrokerError(
                .wrongState, "\(directory.path) is not initialised", hint: "beckon-broker init --data \(directory.path)")
        }
        guard !directory.hasSubscriberAuthority(of: name) else {
            throw BrokerError(.wrongState, "there is a subscriber \(name) in \(directory.path)")
        }
        guard !directory.contains(out) else {
            throw BrokerError(.failed, "\(out) is there already", hint: "name another file with --out")
        }
        let settings: SettingsDocument = try directory.read(from: directory.settings)
        let trust = try directory.brokerAuthority().bundle
        let subscriber = try NewSubscriber(name, settings: settings, trust: trust, now: Date())
        // The profile first: a subscriber whose admin has no profile would be nobody's.
        try DurableFile.write(DocumentJSON.encode(subscriber.profile), to: out)
        try directory.writeSubscriberAuthority(AuthoritySet(subscriber.authority), of: name)
    }
}
