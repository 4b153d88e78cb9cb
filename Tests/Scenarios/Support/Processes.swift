import Foundation

/// What runs on this machine, read from /proc.
enum Processes {
    /// Processes whose command line is exactly these words.
    static func count(matching words: String...) -> Int {
        commandLines().count { $0 == words }
    }

    /// Processes of a program, by its file's name, that were started with a file of `directory`.
    static func count(named program: String, with directory: String) -> Int {
        commandLines().count { words in
            words.first?.hasSuffix("/" + program) == true && words.contains { $0.hasPrefix(directory + "/") }
        }
    }

    private static func commandLines() -> [[String]] { pids().compactMap(commandLine) }

    private static func pids() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).filter { Int($0) != nil }
    }

    private static func commandLine(_ pid: String) -> [String]? {
        guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline"), !data.isEmpty else { return nil }
        return String(decoding: data, as: UTF8.self).split(separator: "\0").map(String.init)
    }
}
