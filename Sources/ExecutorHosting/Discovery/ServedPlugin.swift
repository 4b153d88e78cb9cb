import ExecutorHostProtocol

/// A plugin that is served, from its file to its executors.
struct ServedPlugin: Sendable {
    let file: PluginFile
    let registration: PluginRegistration
    /// By name.
    let executors: [String: ServedExecutor]

    init(_ file: PluginFile, _ registration: PluginRegistration) throws(PluginRefusal) {
        self.file = file
        self.registration = registration
        var executors: [String: ServedExecutor] = [:]
        for executor in registration.executors {
            guard executors.updateValue(try ServedExecutor(executor), forKey: executor.name) == nil else {
                throw PluginRefusal("it registers executor \(executor.name) twice")
            }
        }
        self.executors = executors
    }
}

/// Plugins that are to be served together. A name that two of them claim is nobody's: an instruction must never depend on the
/// order in which files were found.
struct PluginSelection {
    let served: [ServedPlugin]
    let refusals: [(path: String, reason: PluginRefusal)]

    init(_ plugins: [ServedPlugin]) {
        var claims: [String: [String]] = [:]
        for plugin in plugins {
            for name in plugin.executors.keys { claims[name, default: []].append(plugin.file.path) }
        }
        var served: [ServedPlugin] = []
        var refusals: [(path: String, reason: PluginRefusal)] = []
        for plugin in plugins {
            guard let name = plugin.executors.keys.sorted().first(where: { claims[$0, default: []].count > 1 }) else {
                served.append(plugin)
                continue
            }
            let files = claims[name, default: []].joined(separator: " and ")
            refusals.append((plugin.file.path, PluginRefusal("executor \(name) is registered by \(files): none of them is served")))
        }
        self.served = served
        self.refusals = refusals
    }
}
