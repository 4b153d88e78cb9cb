import ArgumentParser

/// `beckon audit`.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "See who did what, and check that the log is whole.",
        subcommands: [AuditList.self, AuditVerify.self])
}
