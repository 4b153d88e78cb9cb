import ArgumentParser

/// `beckon machine`.
struct MachineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "machine", abstract: "See the machines that have enrolled.",
        subcommands: [MachineList.self, MachineShow.self])
}
