import AgentConfigurationFile
import ArgumentParser
import ConfigurationReading

/// `--config`, shared by the commands.
struct ConfigurationOption: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "The agent's configuration. (default: $BECKON_CONFIG, else /etc/beckon/agent.yaml, if it is there)",
            valueName: "file"))
    var flag: String?

    private var named: String? { flag ?? Setting.variable("BECKON_CONFIG") }

    var path: String { named ?? AgentConfiguration.standardFile }

    /// - Parameter mustBe: it is an error if the file is not there, even where nobody named it.
    func load(mustBe: Bool = false) throws(ConfigurationError) -> AgentConfiguration {
        try AgentConfiguration(ConfigurationFile(path: path, isNamed: mustBe || named != nil).read())
    }
}
