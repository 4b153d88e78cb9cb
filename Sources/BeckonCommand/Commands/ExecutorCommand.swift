import ArgumentParser

/// `beckon executor`.
struct ExecutorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "executor", abstract: "See what machines can do.",
        subcommands: [ExecutorList.self, ExecutorShow.self])
}
