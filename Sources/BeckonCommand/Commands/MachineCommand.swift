import ArgumentParser

/// `beckon machine`.
struct MachineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "machine",
        abstract: "See the machines that have enrolled, approve and label them, and take identities away.",
        subcommands: [
            MachineList.self, MachineShow.self, MachineApprove.self, MachineLabel.self, MachineRevoke.self,
            MachineReidentify.self,
        ])
}
