import ArgumentParser
import BeckonIdentity
import BeckonWire

/// `beckon zero create NAME --out FILE`.
struct ZeroCreate: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a zero certificate file for any number of machines.",
        discussion: """
            The private key is made here and goes into the file alone, which gets mode 0600. Bring the file to a machine (beckon zero send \
            does) and run
              beckon-agent enroll --zero FILE
            The broker holds the machines that use it to its bounds, and each attempt that it refuses is in the audit log (beckon \
            audit list). Needs the right zero-certificates.manage.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("Where to write it. A file that is there is not replaced.", valueName: "file"))
    var out: String

    @Option(help: ArgumentHelp("How long machines can enrol with it.", valueName: "duration"))
    var expires = CommandDuration(seconds: 86_400)

    @OptionGroup var bounds: ZeroBoundsOptions

    @Argument(help: "What you call it: lower-case letters, digits and hyphens.")
    var name: String

    func validate() throws {
        if !Name.isMachine(name) { throw ValidationError("\"\(name)\" is not lower-case letters, digits and hyphens") }
        if out == "-" { throw ValidationError("a zero certificate is a secret: --out names a file") }
    }

    func run(_ session: Session) async throws {
        try SecretFile.refuseReplacing(out)
        do {
            let key = IdentityKey()
            let request = ZeroCertificateRequest(
                name: name, csr: try key.certificateRequest(), expires: expires.seconds, bounds: bounds.bounds)
            let response: ZeroCertificateResponse = try await session.client.post("/v1/zero-certificates", request)
            let file = try ZeroFile(
                brokers: response.brokers, certificate: response.certificate, key: key.pem, trust: response.trust)
            try DurableFile.write(file.text.utf8, to: out)
            try await report(response, session.console)
        } catch let error as IdentityError {
            throw CommandFailure(error)
        }
    }

    private func report(_ response: ZeroCertificateResponse, _ console: Console) async throws {
        for warning in response.warnings ?? [] { try await console.diagnose("warning: \(warning)") }
        switch common.output {
        case .json: try await console.json(response)
        case .text:
            try await console.line("\(response.zeroCertificate) in \(TerminalText.escaped(out)), until \(response.expiresAt)")
        }
    }
}
