import CSystemShims
import Foundation

/// What tests ask about processes.
enum Processes {
    /// True where the process runs: one that has ended and is not waited for yet does not.
    static func isRunning(_ pid: Int32) -> Bool {
        var facts = process_facts()
        return process_read_facts(pid, &facts) == 0 && facts.state != CChar(UInt8(ascii: "Z"))
    }

    /// Looks again and again until `condition` holds. False after a minute.
    static func wait(until condition: () throws -> Bool) async rethrows -> Bool {
        let end = ContinuousClock.now + .seconds(60)
        while try !condition() {
            guard ContinuousClock.now < end else { return false }
            try? await Task.sleep(for: .milliseconds(2))
        }
        return true
    }

    /// The directory in which the build left programs and plugins.
    static var buildDirectory: URL {
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    }
    static var hostProgram: String { buildDirectory.appending(path: "beckon-executor-host").path(percentEncoded: false) }
    static var shellPlugin: String { buildDirectory.appending(path: "libShell.so").path(percentEncoded: false) }
}
