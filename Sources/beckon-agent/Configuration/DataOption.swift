import AgentConfigurationFile
import ArgumentParser

/// `--data`, shared by the commands.
struct DataOption: ParsableArguments {
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp(
            "The agent's data directory. (default: $BECKON_DATA, else the file's data, else /var/lib/beckon/agent)",
            valueName: "dir"))
    var flag: String?

    func path(_ configuration: AgentConfiguration) -> String {
        flag ?? Setting.variable("BECKON_DATA") ?? configuration.data
    }
}
