import ArgumentParser
import FoundationEssentials

/// `--data`, shared by the commands.
struct DataOption: ParsableArguments {
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp("The agent's data directory. (default: $BECKON_DATA, else /var/lib/beckon/agent)", valueName: "dir"))
    var flag: String?

    /// Flag beats variable.
    var path: String { flag ?? Environment.value("BECKON_DATA") ?? "/var/lib/beckon/agent" }
}

enum Environment {
    /// Nil where the variable is not set, or empty.
    static func value(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
