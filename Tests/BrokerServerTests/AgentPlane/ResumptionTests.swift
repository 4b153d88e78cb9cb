import BeckonIdentity
import BrokerServer
import Foundation
import TestSupport
import Testing

@Suite("Agent plane: TLS resumption", .timeLimit(.minutes(2)))
struct ResumptionTests {
    @Test("A resumed session is judged again: allowed while its authority is known, refused afterwards")
    func resumption() async throws {
        try await PlaneUnderTest.run { plane in
            let directory = try TemporaryDirectory()
            try directory.write(plane.machine.certificate.pem, to: "machine.pem")
            try directory.write(plane.machine.key.pem, to: "machine.key")
            try directory.write(plane.identities.trust, to: "trust.pem")

            let first = try await session(plane, directory, ["-sess_out", "session"])
            #expect(first.contains("HTTP/1.1 200"), "\(first)")
            let resumed = try await session(plane, directory, ["-sess_in", "session"])
            #expect(resumed.contains("Reused, TLSv1.3"), "the server no longer resumes, so this test shows nothing: \(resumed)")
            #expect(resumed.contains("HTTP/1.1 200"))

            plane.credentials.replace(
                verifier: try PeerVerifier(authorities: ["globex": [plane.identities.globex.certificateDER]]))
            let refused = try await session(plane, directory, ["-sess_in", "session"])
            #expect(refused.contains("Reused, TLSv1.3"))
            #expect(refused.contains("HTTP/1.1 403"), "\(refused)")
            #expect(refused.contains("wrong-certificate"))
        }
    }

    @Test("A resumed session of an expired certificate is refused")
    func expired() async throws {
        try await PlaneUnderTest.run { plane in
            let directory = try TemporaryDirectory()
            try directory.write(plane.machine.certificate.pem, to: "machine.pem")
            try directory.write(plane.machine.key.pem, to: "machine.key")
            try directory.write(plane.identities.trust, to: "trust.pem")
            _ = try await session(plane, directory, ["-sess_out", "session"])
            plane.advance(by: 2 * TestIdentities.day)
            let refused = try await session(plane, directory, ["-sess_in", "session"])
            #expect(refused.contains("Reused, TLSv1.3"))
            #expect(refused.contains("certificate-expired"))
        }
    }

    /// One request by `openssl s_client`; what it printed.
    private func session(
        _ plane: PlaneUnderTest, _ directory: TemporaryDirectory, _ options: [String]
    ) async throws -> String {
        let body = #"{"capacity": 1, "holding": [], "wait": 0}"#
        try directory.write(
            TLSClient.text("POST", "/v1/availability", body: body, headers: ["Connection: close"]), to: "request")
        let arguments = [
            "s_client", "-connect", "127.0.0.1:\(plane.port)", "-servername", "localhost", "-tls1_3", "-ign_eof", "-CAfile",
            "trust.pem", "-cert", "machine.pem", "-key", "machine.key",
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
