public import ExecutorKit

/// What the host looks up: the executors of this plugin, all of them.
@c(executor_plugin_v1)
public func shellPlugin(_ abi: UInt32) -> UnsafePointer<executor_plugin_table_v1>? {
    Plugin("shell", version: "1.0.0", executors: [ShellExecutor.self]).table(for: abi)
}
