import AgentConfigurationFile
import AgentCore
import ArgumentParser
import BeckonWire

/// `beckon-agent config`
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Look at the agent's configuration file.", subcommands: [Validate.self])

    /// `beckon-agent config validate`
    struct Validate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read the configuration file as the agent would, and start nothing.",
            discussion: "Exit codes: 0 the agent would take it; 1 it would not, and stderr says where and why.")

        @OptionGroup var config: ConfigurationOption

        @Option(name: .shortAndLong, help: "How to print the result.")
        var output = OutputFormat.text

        func run() async throws {
            try await Ending.explained {
                let policy = try config.load(mustBe: true).policy
                switch output {
                case .text:
                    let rules = "\(policy.rules.count) policy rules, default: \(policy.standard.rawValue)"
                    print("\(config.path) is valid (\(rules))")
                case .json:
                    let line: JSONValue = [
                        "file": .string(config.path), "valid": true,
                        "policy": [
                            "default": .string(policy.standard.rawValue), "rules": .array(policy.rules.map { .string($0.name) }),
                        ],
                    ]
                    print(String(decoding: WireJSON.encode(line), as: UTF8.self))
                }
            }
        }
    }
}
