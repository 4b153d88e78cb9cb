import ArgumentParser

/// `beckon operator`.
struct OperatorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "operator", abstract: "Say who may do what.",
        subcommands: [OperatorCreate.self, OperatorList.self, OperatorRevoke.self, OperatorRenew.self])
}
