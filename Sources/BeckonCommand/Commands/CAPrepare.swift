import ArgumentParser
import BeckonWire

/// `beckon ca prepare AUTHORITY`.
struct CAPrepare: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare", abstract: "Make the next authority and have it known.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "broker or subscriber.")
    var authority: AuthorityKind

    func run(_ session: Session) async throws {
        let view: AuthorityView = try await session.client.post(
            "/v1/authorities/\(authority.rawValue)/prepare", AuthorityStepRequest(leaveBehind: nil))
        try await CAStatus.show(view, common, session.console)
    }
}
