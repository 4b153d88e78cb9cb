import Foundation
import Glibc
import Synchronization

/// A TPM 2.0 in software, with state of its own; it is stopped when the last reference is gone.
package final class SoftTPM: Sendable {
    package static let missing = DebianPackages.install(["swtpm", "tpm2-openssl", "tpm2-tools"])

    private let directory: TemporaryDirectory
    private let running = Mutex<Running?>(nil)
    /// The driver expects the second one, for control, at this path with `.ctrl` after it.
    private var socket: String { directory.path("socket") }
    private var interface: String { "swtpm:path=\(socket)" }

    /// What a process needs to find this TPM. It writes no diagnostics of its own.
    package var environment: [String: String] {
        ["TPM2OPENSSL_TCTI": interface, "TPM2TOOLS_TCTI": interface, "TSS2_LOG": "all+NONE"]
    }

    package init() throws {
        directory = try TemporaryDirectory()
        try start()
    }

    deinit { stop() }

    /// Starts it, and returns when it takes connections.
    package func start() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/swtpm")
        process.arguments = [
            "socket", "--tpm2", "--tpmstate", "dir=\(directory.path)", "--server", "type=unixio,path=\(socket)",
            "--ctrl", "type=unixio,path=\(socket).ctrl", "--flags", "not-need-init,startup-clear",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        running.withLock { $0 = Running(process: process) }
        let deadline = ContinuousClock.now + .seconds(30)
        while !isListening {
            guard process.isRunning, ContinuousClock.now < deadline else {
                throw DeviceTool.Failure(description: "swtpm does not start")
            }
            usleep(1000)
        }
    }

    /// Whether both sockets take connections, which they do a moment after their files are there.
    private var isListening: Bool {
        let table = (try? String(contentsOfFile: "/proc/net/unix", encoding: .utf8)) ?? ""
        var listening: Set<Substring> = []
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: " ")
            // The fourth field is __SO_ACCEPTCON where somebody listens, the last one the path.
            if fields.count == 8, fields[3] == "00010000" { listening.insert(fields[7]) }
        }
        return listening.isSuperset(of: [socket[...], (socket + ".ctrl")[...]])
    }

    /// Its keys stay; it does not answer any more.
    package func stop() {
        guard
            let process = running.withLock({ running in
                defer { running = nil }; return running?.process
            })
        else { return }
        // It inherits this thread's signal mask, which may keep any other signal from it.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        for path in [socket, socket + ".ctrl"] { try? FileManager.default.removeItem(atPath: path) }
    }

    /// `Process` is not Sendable, but after `run` only its thread-safe calls are used.
    private struct Running: @unchecked Sendable {
        let process: Process
    }

    /// Makes a P-256 key in the TPM as an admin would, at a persistent handle.
    package func persistKey(at handle: String) throws {
        let file = directory.path("primary")
        try tool(
            "createprimary",
            [
                "-Q", "-C", "o", "-G", "ecc256:ecdsa-sha256", "-a",
                "sign|fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda", "-c", file,
            ])
        try tool("evictcontrol", ["-Q", "-C", "o", "-c", file, handle])
        try tool("flushcontext", ["-t"])
    }

    /// Makes a storage key at a persistent handle, below which other keys can be made.
    package func persistParent(at handle: String) throws {
        let file = directory.path("parent")
        try tool("createprimary", ["-Q", "-C", "o", "-G", "ecc", "-c", file])
        try tool("evictcontrol", ["-Q", "-C", "o", "-c", file, handle])
        try tool("flushcontext", ["-t"])
    }

    /// Makes a P-256 key as an admin would, in a file; answers its path.
    package func makeKeyFile(password: String? = nil) throws -> String {
        let path = directory.path("key-\(UUID().uuidString.prefix(8)).tss")
        let secret = password.map { ["-pkeyopt", "user-auth:\($0)"] } ?? []
        try DeviceTool.run(
            "/usr/bin/openssl",
            ["genpkey", "-provider", "tpm2", "-algorithm", "EC", "-pkeyopt", "group:P-256"] + secret + ["-out", path],
            environment: environment)
        return path
    }

    private func tool(_ name: String, _ arguments: [String]) throws {
        try DeviceTool.run("/usr/bin/tpm2", [name] + arguments, environment: environment)
    }
}
