import ArgumentParser
import BeckonWire

/// `beckon ca activate AUTHORITY`.
struct CAActivate: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "activate", abstract: "Have the next authority issue from now on.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var leaveBehind: LeaveBehindOption

    @Argument(help: "broker or subscriber.")
    var authority: AuthorityKind

    func run(_ session: Session) async throws {
        try await CAStatus.take(.activate, of: authority, leaveBehind: leaveBehind.percent, session, common)
    }
}
