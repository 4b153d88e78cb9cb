import BeckonIdentity
import Foundation
import TestSupport

/// One request after another by `openssl s_client`, each on a connection of its own, with a TLS session that is kept in a file.
struct OpenSSLSession {
    private let port: Int
    private let directory: TemporaryDirectory

    init(_ plane: OperatorPlaneUnderTest) throws {
        port = plane.port
        directory = try TemporaryDirectory()
        try directory.write(plane.identities.acmeOperator.certificate.pem, to: "operator.pem")
        try directory.write(plane.identities.acmeOperator.key.pem, to: "operator.key")
        try directory.write(plane.identities.trust, to: "trust.pem")
        try directory.write(TLSClient.text("GET", "/v1/machines", headers: ["Connection: close"]), to: "request")
    }

    /// What it printed: of the session, and the answer.
    func request(_ option: String) async throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "openssl", "s_client", "-connect", "127.0.0.1:\(port)", "-servername", "localhost", "-tls1_3", "-ign_eof", "-CAfile",
            "trust.pem", "-cert", "operator.pem", "-key", "operator.key", option, "session",
        ]
        process.currentDirectoryURL = URL(filePath: directory.path)
        process.standardInput = try FileHandle(forReadingFrom: URL(filePath: directory.path("request")))
        let output = try directory.write("", to: "output")
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
