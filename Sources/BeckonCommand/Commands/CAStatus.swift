import ArgumentParser
import BeckonWire

/// `beckon ca status`.
struct CAStatus: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the authorities, their stages, and how far the fleet is.")

    @OptionGroup var common: CommonOptions

    func run(_ session: Session) async throws {
        let view: AuthoritiesView = try await session.client.get("/v1/authorities")
        for authority in view.authorities { try await Self.show(authority, common, session.console) }
    }

    static func show(_ authority: AuthorityView, _ common: CommonOptions, _ console: Console) async throws {
        guard common.output == .text else { return try await console.json(authority) }
        let kind = authority.kind.rawValue
        for certificate in authority.certificates {
            try await console.line(
                "\(kind) \(certificate.stage.rawValue): \(certificate.fingerprint.prefix(16)), until \(certificate.expiresAt)")
        }
        let what = authority.kind == .broker ? "have its trust bundle" : "have a certificate of the active one"
        try await console.line("\(kind): \(authority.ready) of \(authority.live) live machines \(what)")
        let steps = authority.steps.map { "beckon ca \($0.rawValue) \(kind)" }.joined(separator: ", ")
        try await console.line("\(kind): next is \(steps)")
    }

    /// Takes a step, and shows where that leaves the authority.
    static func take(
        _ step: AuthorityStep, of authority: AuthorityKind, leaveBehind: Int? = nil, _ session: Session, _ common: CommonOptions
    ) async throws {
        let view: AuthorityView = try await session.client.post(
            "/v1/authorities/\(authority.rawValue)/\(step.rawValue)", AuthorityStepRequest(leaveBehind: leaveBehind))
        try await show(view, common, session.console)
    }
}
