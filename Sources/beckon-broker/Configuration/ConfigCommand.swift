import ArgumentParser

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Look at the broker's configuration file.", subcommands: [Validate.self])

    struct Validate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read the configuration file as the broker would, and start nothing.",
            discussion: "Exit codes: 0 the broker would take it; 1 it would not, and stderr says where and why.")

        @OptionGroup var config: ConfigurationOption

        @Option(name: [.short, .customLong("output")], help: "How to print: text or json.")
        var output = OutputFormat.text

        func run() throws {
            let path = try config.load(mustBe: true).path
            switch output {
            case .text: print("\(path) is valid")
            case .json:
                let line = try DocumentJSON.encode(Report(file: path), pretty: false)
                print(String(decoding: line, as: UTF8.self), terminator: "")
            }
        }

        private struct Report: Encodable {
            let file: String
            var valid = true
        }
    }
}
