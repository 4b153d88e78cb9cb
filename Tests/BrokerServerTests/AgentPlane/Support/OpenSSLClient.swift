import Foundation
import TestSupport

/// Requests of `openssl s_client`, which keeps TLS sessions and resumes them.
struct OpenSSLClient {
    private let directory: TemporaryDirectory
    private let port: Int

    /// - Parameter request: What it sends each time; availability where it is not said.
    init(port: Int, certificate: String, key: String, trust: String, request: String? = nil) throws {
        directory = try TemporaryDirectory()
        self.port = port
        try directory.write(certificate, to: "client.pem")
        try directory.write(key, to: "client.key")
        try directory.write(trust, to: "trust.pem")
        let availability = #"{"capacity": 1, "holding": [], "wait": 0}"#
        try directory.write(
            request ?? TLSClient.text("POST", "/v1/availability", body: availability, headers: ["Connection: close"]),
            to: "request")
    }

    /// Asks on a session of its own, which is kept.
    func ask() async throws -> String { try await request(["-sess_out", "session"]) }

    /// Asks on the session that was kept.
    func askResumed() async throws -> String { try await request(["-sess_in", "session"]) }

    /// One request; what the program printed.
    private func request(_ options: [String]) async throws -> String {
        let arguments = [
            "s_client", "-connect", "127.0.0.1:\(port)", "-servername", "localhost", "-tls1_3", "-ign_eof", "-CAfile",
            "trust.pem", "-cert", "client.pem", "-key", "client.key",
        ]
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + arguments + options
        process.currentDirectoryURL = URL(filePath: directory.path)
        process.standardInput = try FileHandle(forReadingFrom: URL(filePath: directory.path("request")))
        let output = directory.path("output")
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        let printed = try FileHandle(forWritingTo: URL(filePath: output))
        process.standardOutput = printed
        process.standardError = printed
        // Without holding a thread meanwhile: the plane needs the same few.
        let ends = AsyncStream<Void> { continuation in process.terminationHandler = { _ in continuation.finish() } }
        try process.run()
        for await _ in ends {}
        return String(decoding: try Data(contentsOf: URL(filePath: output)), as: UTF8.self)
    }
}
