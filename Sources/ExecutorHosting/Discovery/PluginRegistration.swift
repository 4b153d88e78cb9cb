import ExecutorHostProtocol

/// What a plugin said when it was loaded.
struct PluginRegistration: Hashable, Sendable {
    let name: String
    let version: String
    let executors: [ExecutorRegistration]
}
