import AgentConfigurationFile
import ArgumentParser
import BeckonWire

/// The flags of `run` that the file has keys for.
struct RunOptions: ParsableArguments {
    @OptionGroup var data: DataOption

    @Option(
        help: ArgumentHelp(
            "A directory with plugins; may be repeated. (default: $BECKON_PLUGINS, separated by colons, else the file's plugins, "
                + "else /usr/lib/beckon/plugins)", valueName: "dir"))
    var plugins: [String] = []

    @Option(help: "Instructions at once. (default: $BECKON_CAPACITY, else the file's capacity, else 4)")
    var capacity: Int?

    @Option(
        help: ArgumentHelp(
            "The program that plugins run in. (default: $BECKON_EXECUTOR_HOST, else the file's executor-host, else beside this one)",
            valueName: "file"))
    var executorHost: String?

    @Option(help: "How much to log. (default: $BECKON_LOG_LEVEL, else the file's log-level, else info)")
    var logLevel: AgentConfiguration.LogLevel?

    func validate() throws {
        guard capacity.map(Self.capacities.contains) ?? true else { throw ValidationError("--capacity \(Self.capacityRule)") }
    }

    /// What is given here, over what the file says.
    func over(_ configuration: AgentConfiguration) throws(Setting.Invalid) -> AgentConfiguration {
        var settled = configuration
        settled.data = data.path(configuration)
        settled.capacity = try Setting.value(capacity, variable: "BECKON_CAPACITY") ?? settled.capacity
        settled.executorHost = try Setting.value(executorHost, variable: "BECKON_EXECUTOR_HOST") ?? settled.executorHost
        settled.logLevel = try Setting.value(logLevel, variable: "BECKON_LOG_LEVEL") ?? settled.logLevel
        if !plugins.isEmpty {
            settled.plugins = plugins
        } else if let variable = Setting.variable("BECKON_PLUGINS") {
            settled.plugins = variable.split(separator: ":").map(String.init)
        }
        guard Self.capacities.contains(settled.capacity) else {
            throw Setting.Invalid(description: "BECKON_CAPACITY \(Self.capacityRule)")
        }
        return settled
    }

    private static let capacities = 1...Bounds.capacity
    private static var capacityRule: String { "must be between \(capacities.lowerBound) and \(capacities.upperBound)" }
}

extension AgentConfiguration.LogLevel: ExpressibleByArgument {}
