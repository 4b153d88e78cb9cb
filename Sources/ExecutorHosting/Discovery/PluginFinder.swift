import Glibc

/// Finds the files in plugin directories.
struct PluginFinder {
    /// More files than any machine has plugins: a directory that was named by mistake is not loaded from.
    private static let limit = 256

    private(set) var files: [PluginFile] = []
    /// What was found and may not be loaded, with the reason.
    private(set) var refusals: [(path: String, reason: PluginRefusal)] = []
    /// Directories that do not exist: nothing is wrong with that, but a name may be misspelt.
    private(set) var missing: [String] = []

    init(directories: [String]) {
        for directory in directories { search(directory) }
    }

    private mutating func search(_ directory: String) {
        guard access(directory, F_OK) == 0 else { return missing.append(directory) }
        do throws(PluginRefusal) {
            try PluginFile.check(directory, isDirectory: true)
            let names = Self.names(in: directory).filter { $0.hasSuffix(".so") && !$0.hasPrefix(".") }.sorted()
            guard names.count <= Self.limit else { throw PluginRefusal("\(names.count) plugins, \(Self.limit) are allowed") }
            for name in names { add("\(directory)/\(name)") }
        } catch {
            refusals.append((directory, error))
        }
    }

    private mutating func add(_ path: String) {
        do throws(PluginRefusal) {
            let file = try PluginFile(checking: path)
            if !files.contains(file) { files.append(file) }
        } catch {
            refusals.append((path, error))
        }
    }

    private static func names(in directory: String) -> [String] {
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) {
                    String(cString: $0)
                }
            }
            names.append(name)
        }
        return names
    }
}
