import Foundation
import Testing

/// A file system of a few megabytes.
final class SmallDisk: Sendable {
    let path: String
    private var ballast: String { path + "/ballast" }

    init(megabytes: Int) async throws {
        path = FileManager.default.temporaryDirectory.appending(path: "beckon-disk-\(UUID().uuidString.prefix(8))").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let mount = try RunningProcess(
            "/bin/mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m,mode=0700", "tmpfs", path],
            in: FileManager.default.temporaryDirectory, name: "mount")
        let status = await mount.ended()
        defer { for file in [mount.outputFile, mount.errorFile] { try? FileManager.default.removeItem(at: file) } }
        try #require(status.code == 0, "mount: \(mount.errorText)")
    }

    deinit {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/umount")
        process.arguments = ["--lazy", path]
        try? process.run()
        process.waitUntilExit()
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes until nothing more goes in.
    func fill() throws {
        FileManager.default.createFile(atPath: ballast, contents: nil)
        let file = try FileHandle(forWritingTo: URL(filePath: ballast))
        for size in [1 << 20, 4096, 1] {
            while (try? file.write(contentsOf: Data(repeating: 0, count: size))) != nil {}
        }
        try file.close()
    }

    func empty() throws { try FileManager.default.removeItem(atPath: ballast) }
}
