import ArgumentParser

/// `beckon token`.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make bearer tokens for programs.",
        subcommands: [TokenCreate.self, TokenList.self, TokenRevoke.self])
}
