import ArgumentParser
import ConfigurationReading

/// `--config`, shared by the commands.
struct ConfigurationOption: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "The broker's configuration. (default: $BECKON_CONFIG, else \(BrokerConfiguration.standardFile), if it is there)",
            valueName: "file"))
    var flag: String?

    /// - Parameter mustBe: it is an error if the file is not there, even where nobody named it.
    func load(mustBe: Bool = false) throws -> (path: String, configuration: BrokerConfiguration) {
        let named = try Setting.value(flag, variable: "BECKON_CONFIG")
        let path = named ?? BrokerConfiguration.standardFile
        do throws(ConfigurationError) {
            return (path, try BrokerConfiguration(ConfigurationFile(path: path, isNamed: mustBe || named != nil).read()))
        } catch {
            throw BrokerError(.failed, "\(error)")
        }
    }
}
