/// Why a plugin cannot serve: one line, which the agent logs beside the plugin's path.
struct PluginError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
