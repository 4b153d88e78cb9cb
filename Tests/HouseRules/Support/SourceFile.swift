/// One source of the project, looked at as text.
struct SourceFile: Sendable, CustomStringConvertible {
    /// From the project's root, such as `Sources/BeckonWire/Bounds.swift`.
    let path: String
    let lines: [Substring]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    var description: String { path }

    /// `Sources/BeckonWire`, `Plugins/Shell`, `examples/curl-agent`.
    var room: String { path.split(separator: "/").prefix(2).joined(separator: "/") }

    /// The last part of the path without its extensions.
    var name: Substring { (path.split(separator: "/").last ?? "").prefix { $0 != "." } }

    /// Modules that the file imports, whatever the access level or attributes of the import.
    var imports: Set<String> {
        guard path.hasSuffix(".swift") else { return [] }
        return Set(lines.compactMap(Self.importedModule))
    }

    private static func importedModule(_ line: Substring) -> String? {
        let words = line.prefix { $0 != "/" }.split(separator: " ")
        guard let keyword = words.firstIndex(of: "import"), words[..<keyword].allSatisfy(isModifier) else { return nil }
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
        let target = words[(keyword + 1)...].first { !kinds.contains($0) }
        return target.map { String($0.prefix { $0 != "." && $0 != ";" }) }
    }

    private static func isModifier(_ word: Substring) -> Bool {
        word.hasPrefix("@") || ["public", "package", "internal", "fileprivate", "private"].contains(word)
    }
}
