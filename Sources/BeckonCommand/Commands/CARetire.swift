import ArgumentParser
import BeckonWire

/// `beckon ca retire AUTHORITY`.
struct CARetire: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire", abstract: "End what the previous authority has issued.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var leaveBehind: LeaveBehindOption

    @Argument(help: "broker or subscriber.")
    var authority: AuthorityKind

    func run(_ session: Session) async throws {
        try await CAStatus.take(.retire, of: authority, leaveBehind: leaveBehind.percent, session, common)
    }
}
