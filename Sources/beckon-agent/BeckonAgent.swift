import ArgumentParser

/// `beckon-agent`: a machine's side of Beckon.
@main
struct BeckonAgent: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "beckon-agent",
        abstract: "Fetches instructions for this machine from a broker, runs them and reports them.",
        discussion: """
            The agent only calls out; it opens no port. What it can run is decided by the plugins on this machine, and by the \
            policy in its configuration file.

            Exit codes: 0 done; 1 a file or a setting of this machine is not right; 2 the broker refused; 3 the broker does not \
            accept this machine any more (revoked, or its certificate expired too long ago); 4 another agent runs with this \
            machine's identity, or an older copy of its data was put back; 5 the journal cannot be written; 64 wrong usage. \
            After 3 and 4 a new start does not help: RestartPreventExitStatus=3 4 tells systemd so.
            """,
        version: AgentVersion.current,
        subcommands: [EnrollCommand.self, RunCommand.self, ConfigCommand.self, PolicyCommand.self])
}

enum AgentVersion {
    static let current = "0.1.0"
}
