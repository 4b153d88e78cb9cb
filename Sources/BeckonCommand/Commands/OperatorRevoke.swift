import ArgumentParser
import BeckonWire

/// `beckon operator revoke NAME`.
struct OperatorRevoke: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take an operator's certificate or token away, at once and for good.",
        discussion: "What it has submitted goes on. Needs the right operators.manage.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "Its name.")
    var name: String

    func validate() throws {
        if !Name.isOperator(name) { throw ValidationError("\"\(name)\" is not the name of an operator") }
    }

    func run(_ session: Session) async throws { try await Self.revoke(name, session, common) }

    static func revoke(_ name: String, _ session: Session, _ common: CommonOptions) async throws {
        let view: OperatorView = try await session.client.delete("/v1/operators/\(name)")
        switch common.output {
        case .json: try await session.console.json(view)
        case .text:
            try await session.console.line("operator \(name) is revoked since \(view.revokedAt.map { "\($0)" } ?? "now")")
        }
    }
}
