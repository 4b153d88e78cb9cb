package import AgentCore

/// What `PluginHosts` needs to be told. Defaults are for an agent in production.
package struct HostingSettings: Sendable {
    /// The program `beckon-executor-host`.
    package var hostProgram: String
    /// Directories that are searched for `*.so`, in this order. One that does not exist holds no plugin.
    package var pluginDirectories: [String]
    /// Time for a plugin to be loaded and to say what it registers.
    package var registrationLimit: Duration = .seconds(10)
    /// Time for an executor to end by itself once it was cancelled, before its host and all it started are killed.
    package var cancellationGrace: Duration = .seconds(5)
    /// Hosts per plugin that stay ready when nothing runs. More are started for instructions that run at the same time.
    package var warmHosts = 2
    /// Instructions after which a host is replaced, so that what a plugin leaks does not add up for good.
    package var runsPerHost = 10_000
    /// True where this process starts no child but hosts. Then every other child is an orphan that a dead host left, even one
    /// that changed its session and cleared its environment, and is killed.
    package var isOnlyParentOfHosts = false

    /// Measures the time-outs of instructions.
    package var clock: any AgentClock = SystemClock()

    package init(hostProgram: String, pluginDirectories: [String]) {
        self.hostProgram = hostProgram
        self.pluginDirectories = pluginDirectories
    }
}
