import ArgumentParser
import BeckonWire

/// `beckon token revoke NAME`.
struct TokenRevoke: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take a token away, at once and for good.",
        discussion: "The same as `beckon operator revoke`. Needs the right operators.manage.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "Its name.")
    var name: String

    func validate() throws {
        if !Name.isOperator(name) { throw ValidationError("\"\(name)\" is not the name of a token") }
    }

    func run(_ session: Session) async throws { try await OperatorRevoke.revoke(name, session, common) }
}
