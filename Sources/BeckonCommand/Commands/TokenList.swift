import ArgumentParser
import BeckonWire

/// `beckon token list`.
struct TokenList: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the tokens and what each may do; never the tokens themselves.")

    @OptionGroup var common: CommonOptions

    func run(_ session: Session) async throws {
        try await OperatorList.list(session, common) { $0.credential == .token }
    }
}
