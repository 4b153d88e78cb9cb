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
            refusals.append(
                (plugin.file.path, PluginRefusal("executor \(name) is registered by \(files): none of them is served")))
        }
        self.served = served
        self.refusals = refusals
    }
}
