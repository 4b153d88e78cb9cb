import BeckonCommand
import Foundation
import TestSupport

/// A console whose two outputs are files; NO_COLOR is set.
struct RecordedConsole {
    let console: Console
    private let directory: TemporaryDirectory
    private let files: [FileHandle]

    init(isTerminal: Bool = false) throws {
        let directory = try TemporaryDirectory()
        files = try ["stdout", "stderr"].map { name in
            try directory.write("", to: name)
            return try FileHandle(forWritingTo: URL(filePath: directory.path(name)))
        }
        self.directory = directory
        console = Console(
            stdout: .init(descriptor: files[0].fileDescriptor, isTerminal: isTerminal),
            stderr: .init(descriptor: files[1].fileDescriptor, isTerminal: isTerminal), environment: ["NO_COLOR": "1"])
    }

    func stdout() throws -> [UInt8] { try octets("stdout") }
    func stderr() throws -> [UInt8] { try octets("stderr") }
    func text() throws -> String { String(decoding: try stdout(), as: UTF8.self) }
    func diagnostics() throws -> String { String(decoding: try stderr(), as: UTF8.self) }

    private func octets(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: directory.path(name)))) }
}
