import ArgumentParser
import BeckonWire

/// `beckon token create NAME --role ROLE`.
struct TokenCreate: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make an operator with a bearer token.",
        discussion: """
            The token is shown once and kept nowhere: the broker has its hash alone. With --out it goes into a profile instead, which gets \
            mode 0600 and which `beckon --profile FILE` takes. Needs the right operators.manage.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var grant: GrantOptions

    @Option(help: ArgumentHelp("Write a profile with the token. A file that is there is not replaced.", valueName: "file"))
    var out: String?

    @Option(help: ArgumentHelp("How long it holds.", valueName: "duration"))
    var expires = CommandDuration(seconds: 30 * 86_400)

    @Argument(help: "Its name: lower-case letters, digits, dots, underscores and hyphens.")
    var name: String

    func validate() throws {
        if !Name.isOperator(name) { throw ValidationError("\"\(name)\" is not the name of an operator") }
    }

    func run(_ session: Session) async throws {
        if let out { try SecretFile.refuseReplacing(out) }
        let request = NewTokenRequest(name: name, grant: grant.grant, expires: expires.seconds)
        let response: TokenResponse = try await session.client.post("/v1/tokens", request)
        if let out {
            try Profile(
                api: session.profile.api, subscriber: session.profile.subscriber, operator: name, token: response.token,
                trust: response.trust
            ).write(to: out)
        }
        switch (common.output, out) {
        case (.json, nil): try await session.console.json(response)
        case (.json, .some): try await session.console.json(response.operator)
        case (.text, nil): try await session.console.line(TerminalText.escaped(response.token))
        case (.text, let out?):
            try await session.console.line(
                "token \(name), \(grant.role.rawValue), in \(TerminalText.escaped(out)), until \(response.operator.expiresAt)")
        }
    }
}
