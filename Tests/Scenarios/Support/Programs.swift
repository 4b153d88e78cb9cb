import Foundation

/// The programs that the scenarios run: those built beside the test runner, or those of `BECKON_PROGRAMS`.
enum Programs {
    static let directory: URL =
        if let chosen = ProcessInfo.processInfo.environment["BECKON_PROGRAMS"] {
            URL(filePath: chosen)
        } else {
            URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        }

    static func path(_ program: String) -> String { directory.appending(path: program).path }

    /// The shipped shell plugin as the build leaves it, before it is dropped on a machine.
    static let shellPlugin = path("libShell.so")

    /// The checkout, for examples and documents.
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
}
