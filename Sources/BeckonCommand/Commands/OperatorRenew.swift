import ArgumentParser
import BeckonIdentity
import BeckonWire

/// `beckon operator renew`.
struct OperatorRenew: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "renew", abstract: "Get a new key and certificate for your own profile.",
        discussion: """
            Replaces the profile in one step. Once the new certificate has been used, the one before is refused: a copy of the old profile is of no use any more.
            """)

    @OptionGroup var common: CommonOptions

    func run(_ session: Session) async throws {
        let profile = session.profile
        guard profile.certificate != nil else {
            throw CommandFailure(
                ExitStatus.refused, "this profile has a token and no certificate",
                hint: "an admin makes tokens: beckon token create")
        }
        guard let path = ProfileLocation.path(flag: common.profile, environment: session.environment) else { return }
        let key = IdentityKey()
        let request: RenewalRequest
        do throws(IdentityError) {
            request = RenewalRequest(csr: try key.certificateRequest())
        } catch {
            throw CommandFailure(error)
        }
        let response: OperatorCertificateResponse = try await session.client.post(
            "/v1/operators/\(profile.operator)/certificate", request)
        try Profile(
            api: profile.api, subscriber: profile.subscriber, operator: profile.operator, certificate: response.certificate,
            key: key.pem, trust: response.trust
        ).write(to: path)
        switch common.output {
        case .json: try await session.console.json(response.operator)
        case .text:
            try await session.console.line("\(TerminalText.escaped(path)) is renewed, until \(response.operator.expiresAt)")
        }
    }
}
