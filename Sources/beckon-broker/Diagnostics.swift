import Glibc

/// Lines for a person, on stderr; what a program reads goes to stdout.
enum Diagnostics {
    static func write(_ line: String) {
        // Not `stderr`, a variable that any thread may change. What cannot be written there cannot be said at all.
        _ = Array((line + "\n").utf8).withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
