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
