import ArgumentParser

/// `beckon-agent policy`
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Ask the policy of this machine.", subcommands: [ExplainCommand.self])
}
