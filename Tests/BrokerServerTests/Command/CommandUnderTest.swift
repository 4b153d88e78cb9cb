import BeckonWire
import Foundation
import TestSupport

/// The program `beckon`, run against a plane with a profile of alice of acme.
struct CommandUnderTest {
    struct Result {
        let status: Int32
        let stdout: [UInt8]
        let stderr: String

        var text: String { String(decoding: stdout, as: UTF8.self) }
        /// Each line of standard output.
        var documents: [JSONValue] {
            get throws { try text.split(separator: "\n").map { try WireJSON.decodeValue(from: $0.utf8) } }
        }
    }

    let directory: TemporaryDirectory

    init(_ plane: OperatorPlaneUnderTest) throws {
        directory = try TemporaryDirectory()
        try directory.write(String(decoding: WireJSON.encode(plane.profile), as: UTF8.self), to: "profile.json")
    }

    /// Runs it to its end.
    func run(_ arguments: String..., profile: String = "profile.json") async throws -> Result {
        try await start(arguments, profile: profile).result()
    }

    func run(_ arguments: [String]) async throws -> Result {
        try await start(arguments, profile: "profile.json").result()
    }

    func start(_ arguments: String...) throws -> Running { try start(arguments, profile: "profile.json") }

    private func start(_ arguments: [String], profile: String) throws -> Running {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "beckon")
        process.arguments = arguments
        process.environment = ["BECKON_PROFILE": profile, "TRACEPARENT": Samples.traceparent]
        process.currentDirectoryURL = URL(filePath: directory.path)
        process.standardInput = FileHandle.nullDevice
        let name = UUID().uuidString
        let files = try ["stdout", "stderr"].map { stream in
            URL(filePath: try directory.write("", to: "\(name).\(stream)"))
        }
        process.standardOutput = try FileHandle(forWritingTo: files[0])
        process.standardError = try FileHandle(forWritingTo: files[1])
        let ends = AsyncStream<Void> { continuation in process.terminationHandler = { _ in continuation.finish() } }
        try process.run()
        return Running(process: process, ends: ends, files: files, directory: directory)
    }

    /// The program while it runs.
    struct Running {
        fileprivate let process: Process
        fileprivate let ends: AsyncStream<Void>
        fileprivate let files: [URL]
        /// Goes when nobody needs it any more.
        fileprivate let directory: TemporaryDirectory

        /// Ctrl-C.
        func interrupt() { process.interrupt() }

        /// Waits for its end, without holding a thread meanwhile: the plane needs the same few.
        func result() async throws -> Result {
            for await _ in ends {}
            return Result(
                status: process.terminationStatus, stdout: Array(try Data(contentsOf: files[0])),
                stderr: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self))
        }
    }
}
