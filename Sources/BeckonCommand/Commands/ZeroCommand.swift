import ArgumentParser

/// `beckon zero`.
struct ZeroCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zero", abstract: "Make zero certificates, with which machines enrol, and bring them there.",
        subcommands: [ZeroCreate.self, ZeroSend.self, ZeroList.self, ZeroRevoke.self])
}
