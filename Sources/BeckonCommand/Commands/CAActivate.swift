import ArgumentParser
import BeckonWire

/// `beckon ca activate AUTHORITY`.
struct CAActivate: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "activate", abstract: "Have the next authority issue from now on.")

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("How many percent of the live machines may be left behind.", valueName: "percent"))
    var leaveBehind: Int?

    func validate() throws {
        if let leaveBehind, !(0...100).contains(leaveBehind) { throw ValidationError("--leave-behind is 0 to 100") }
    }

    @Argument(help: "broker or subscriber.")
    var authority: AuthorityKind

    func run(_ session: Session) async throws {
        let view: AuthorityView = try await session.client.post(
            "/v1/authorities/\(authority.rawValue)/activate", AuthorityStepRequest(leaveBehind: leaveBehind))
        try await CAStatus.show(view, common, session.console)
    }
}
