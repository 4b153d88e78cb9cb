import ArgumentParser
import BeckonIdentity
import BeckonWire
import Glibc

/// `beckon operator create NAME --role ROLE --out FILE`.
struct OperatorCreate: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make an operator with a certificate, and a profile for it.",
        discussion: """
            The private key is made here and goes into the profile alone, which gets mode 0600. Bring it to whom it is for, who puts it at \
            ~/.config/beckon/profile.json. Needs the right operators.manage.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var grant: GrantOptions

    @Option(help: ArgumentHelp("Where to write the profile. A file that is there is not replaced.", valueName: "file"))
    var out: String

    @Option(help: ArgumentHelp("How long its certificate holds.", valueName: "duration"))
    var expires = CommandDuration(seconds: 90 * 86_400)

    @Argument(help: "Its name: lower-case letters, digits, dots, underscores and hyphens.")
    var name: String

    func validate() throws {
        if !Name.isOperator(name) { throw ValidationError("\"\(name)\" is not the name of an operator") }
        if out == "-" { throw ValidationError("a profile is a secret: --out names a file") }
    }

    func run(_ session: Session) async throws {
        try SecretFile.refuseReplacing(out)
        let key = IdentityKey()
        let request: NewOperatorRequest
        do throws(IdentityError) {
            request = NewOperatorRequest(
                name: name, grant: grant.grant, csr: try key.certificateRequest(), expires: expires.seconds)
        } catch {
            throw CommandFailure(error)
        }
        let response: OperatorCertificateResponse = try await session.client.post("/v1/operators", request)
        try Profile(
            api: session.profile.api, subscriber: session.profile.subscriber, operator: name, certificate: response.certificate,
            key: key.pem, trust: response.trust
        ).write(to: out)
        switch common.output {
        case .json: try await session.console.json(response.operator)
        case .text:
            try await session.console.line(
                "operator \(name), \(grant.role.rawValue), in \(TerminalText.escaped(out)), until \(response.operator.expiresAt)")
        }
    }
}
