import FoundationEssentials

/// A file of the project, found from where this source is.
enum ProjectFile {
    static func text(_ path: String, from file: String = #filePath) throws -> String {
        let root = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// The rows of the tables under a heading of a Markdown file, cells trimmed, without the head.
    static func rows(of path: String, under heading: String) throws -> [[String]] {
        let lines = try text(path).split(separator: "\n", omittingEmptySubsequences: false)
        let section = lines.drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("## ") }
        return section.indices.filter { section[$0].hasPrefix("|") }.map { cells(of: section[$0]) }
            .split { $0.allSatisfy { $0.allSatisfy { $0 == "-" } } }.dropFirst().flatMap(Array.init)
    }

    private static func cells(of line: Substring) -> [String] {
        line.dropFirst().dropLast().replacing("\\|", with: "\u{0}").split(separator: "|", omittingEmptySubsequences: false)
            .map { String($0.replacing("\u{0}", with: "|")).trimmingSpaces }
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
