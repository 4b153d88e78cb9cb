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
        try await CAStatus.take(.prepare, of: authority, session, common)
    }
}
