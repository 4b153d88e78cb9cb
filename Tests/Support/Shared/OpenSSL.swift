import Foundation

/// The `openssl` command, by which a stranger would look at our certificates.
package enum OpenSSL {
    /// What it printed, both streams together, and its exit code.
    package struct Answer: Sendable {
        package let status: Int32
        package let text: String
    }

    /// Runs `openssl ARGUMENTS` in a directory to its end.
    package static func run(_ arguments: [String], in directory: TemporaryDirectory) throws -> Answer {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments
        process.currentDirectoryURL = URL(filePath: directory.path)
        process.standardInput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let octets = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Answer(status: process.terminationStatus, text: String(decoding: octets, as: UTF8.self))
    }
}
