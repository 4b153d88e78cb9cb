import Foundation
import Glibc
import Testing

/// A network namespace with one link to this one: a machine of its own as far as the network goes.
final class Namespace: Sendable {
    private let name: String
    private let device: String
    /// This side's address, where the broker listens.
    let outside: String
    /// What to put before a command so that it runs inside.
    var enter: [String] { ["/usr/sbin/ip", "netns", "exec", name] }

    init() async throws {
        let number = Int.random(in: 1...250)
        name = "beckon-\(getpid())-\(number)"
        device = "bk\(getpid() % 100_000)x\(number)"
        outside = "10.213.\(number).1"
        let inside = "10.213.\(number).2"
        let peer = device + "p"
        try await ip("netns", "add", name)
        try await ip("link", "add", device, "type", "veth", "peer", "name", peer)
        try await ip("link", "set", peer, "netns", name)
        try await ip("addr", "add", outside + "/30", "dev", device)
        try await ip("link", "set", device, "up")
        try await ip("-n", name, "addr", "add", inside + "/30", "dev", peer)
        try await ip("-n", name, "link", "set", peer, "up")
        try await ip("-n", name, "link", "set", "lo", "up")
    }

    deinit {
        for arguments in [["link", "del", device], ["netns", "del", name]] {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/sbin/ip")
            process.arguments = arguments
            process.standardError = FileHandle.nullDevice
            try? process.run()
            process.waitUntilExit()
        }
    }

    func cut() async throws { try await ip("link", "set", device, "down") }
    func mend() async throws { try await ip("link", "set", device, "up") }

    private func ip(_ arguments: String...) async throws {
        let process = try RunningProcess("/usr/sbin/ip", arguments, in: FileManager.default.temporaryDirectory, name: "ip")
        let status = await process.ended()
        defer { for file in [process.outputFile, process.errorFile] { try? FileManager.default.removeItem(at: file) } }
        try #require(status.code == 0, "ip \(arguments.joined(separator: " ")): \(process.errorText)")
    }
}
