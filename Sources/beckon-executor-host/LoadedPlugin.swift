import CExecutorPlugin
import CSystemShims
import ExecutorHostProtocol
import Glibc

/// A plugin that is loaded and whose table keeps the contract of executor_plugin.h. It is never unloaded.
struct LoadedPlugin: Sendable {
    /// Larger files are no plugin but a mistake (a Swift plugin with all of Foundation has 58 MB).
    private static let largestFile = 512 << 20

    let name: String
    let version: String
    let executors: [LoadedExecutor]

    init(path: String) throws(PluginError) {
        let entry = try Self.entry(of: path)
        guard let table = entry(EXECUTOR_PLUGIN_ABI_V1)?.pointee else {
            throw PluginError("\(EXECUTOR_PLUGIN_ENTRY_V1) returned NULL: the plugin cannot serve here")
        }
        guard table.abi == EXECUTOR_PLUGIN_ABI_V1 else {
            throw PluginError("its table says version \(table.abi) of the contract, this host speaks \(EXECUTOR_PLUGIN_ABI_V1)")
        }
        name = try ContractText.required(table.name, "the plugin's name", atMost: EXECUTOR_NAME_MAX)
        version = try ContractText.required(table.version, "the plugin's version", atMost: EXECUTOR_VERSION_MAX)
        guard let declarations = table.executors, (1...Int(EXECUTOR_COUNT_MAX)).contains(table.executor_count) else {
            throw PluginError("it declares \(table.executor_count) executors, 1 to \(EXECUTOR_COUNT_MAX) are allowed")
        }
        var executors: [LoadedExecutor] = []
        for declaration in UnsafeBufferPointer(start: declarations, count: table.executor_count) {
            executors.append(try LoadedExecutor(declaration))
        }
        guard Set(executors.map(\.registration.name)).count == executors.count else {
            throw PluginError("it declares two executors of the same name")
        }
        self.executors = executors
    }

    /// Loads a private copy, so that a file that is overwritten in place later cannot pull the mapped code away.
    private static func entry(of path: String) throws(PluginError) -> executor_plugin_entry_v1 {
        let copy = private_copy_open(path, largestFile)
        guard copy >= 0 else { throw PluginError("cannot be read: \(String(cString: strerror(-copy)))") }
        defer { close(copy) }
        guard let library = dlopen("/proc/self/fd/\(copy)", RTLD_NOW | RTLD_LOCAL) else {
            throw PluginError("cannot be loaded: \(loaderError().replacing("/proc/self/fd/\(copy): ", with: ""))")
        }
        guard let symbol = dlsym(library, EXECUTOR_PLUGIN_ENTRY_V1) else {
            throw PluginError(
                "it does not export \(EXECUTOR_PLUGIN_ENTRY_V1): not a plugin, or for another version of the contract")
        }
        return unsafeBitCast(symbol, to: executor_plugin_entry_v1.self)
    }

    private static func loaderError() -> String { dlerror().map { String(cString: $0) } ?? "unknown reason" }
}
