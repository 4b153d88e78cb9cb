import FoundationEssentials

/// The project's own sources, found from where this file is.
enum House {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift and C source that the project ships or tests with, in order of path.
    static let sources: [SourceFile] = ["Sources", "Plugins", "examples", "Tests"].flatMap(sources(under:))

    static let shipped = sources.filter { !$0.path.hasPrefix("Tests/") }

    /// The names of the modules that are rooms: the folders in Sources and Plugins.
    static let rooms: Set<String> = Set(["Sources", "Plugins"].flatMap(folders(in:)))

    static func folders(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
        return names.filter { isFolder(root.appending(path: folder).appending(path: $0).path) }
    }

    static func files(under folder: String) -> [String] {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
        return paths.map { "\(folder)/\($0)" }
            .filter { !$0.contains("/.build") && !isFolder(root.appending(path: $0).path) }.sorted()
    }

    static func text(of path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    private static func sources(under folder: String) -> [SourceFile] {
        files(under: folder).compactMap { path in
            guard [".swift", ".c", ".h"].contains(where: path.hasSuffix), let text = try? text(of: path) else { return nil }
            return SourceFile(path: path, text: text)
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }
}
