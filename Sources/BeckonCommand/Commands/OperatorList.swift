import ArgumentParser
import BeckonWire

/// `beckon operator list`.
struct OperatorList: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List operators, with certificates and with tokens, and what each may do.")

    @OptionGroup var common: CommonOptions

    func run(_ session: Session) async throws { try await Self.list(session, common) { _ in true } }

    static func list(
        _ session: Session, _ common: CommonOptions, where isWanted: (OperatorView) -> Bool
    ) async throws {
        let console = session.console
        var table = Table("NAME", "CREDENTIAL", "ROLE", "WHERE", "EXECUTORS", "STATE")
        try await session.client.items("/v1/operators") { (view: OperatorView) in
            guard isWanted(view) else { return }
            guard common.output == .text else { return try await console.json(view) }
            table.add(
                view.name, view.credential.rawValue, view.grant.role.rawValue, view.grant.where ?? "",
                view.grant.executors?.joined(separator: ",") ?? "",
                view.revokedAt.map { "revoked at \($0)" } ?? "until \(view.expiresAt)")
        }
        if common.output == .text { try await console.table(table) }
    }
}
