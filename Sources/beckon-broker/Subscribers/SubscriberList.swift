import ArgumentParser
import BeckonIdentity
import FoundationEssentials

struct SubscriberList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the subscribers of a broker.")

    @Option(help: "The data directory. (default: $BECKON_DATA, else \(DataDirectory.standard))")
    var data: String?

    @Option(name: [.short, .customLong("output")], help: "How to print: text or json, one document a line.")
    var output = OutputFormat.text

    private struct Line: Encodable {
        let subscriber: String
        /// When its active authority ends; RFC 3339.
        let authorityExpiresAt: String
    }

    func run() throws {
        let directory = DataDirectory(path: try Setting.value(data, variable: "BECKON_DATA") ?? DataDirectory.standard)
        guard directory.contains(directory.settings) else {
            throw BrokerError(
                .wrongState, "\(directory.path) is not initialised", hint: "beckon-broker init --data \(directory.path)")
        }
        for (name, authority) in try directory.subscriberAuthorities().sorted(by: { $0.key < $1.key }) {
            let line = Line(subscriber: name, authorityExpiresAt: authority.active.notAfter.ISO8601Format())
            switch output {
            case .text: print("\(line.subscriber)  authority until \(line.authorityExpiresAt)")
            case .json: print(String(decoding: try DocumentJSON.encode(line, pretty: false), as: UTF8.self), terminator: "")
            }
        }
    }
}
