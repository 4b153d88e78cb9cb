import ArgumentParser
import BeckonWire

/// `beckon zero revoke Z`.
struct ZeroRevoke: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Let no machine enrol with a zero certificate any more, at once and for good.",
        discussion: """
            The machines that have enrolled with it stay what they are; one that awaits its approval needs another zero certificate. \
            Needs the right zero-certificates.manage.
            """)

    @OptionGroup var common: CommonOptions

    @Argument(help: "Its id, or its name where only one that is not revoked has it.")
    var zero: String

    func validate() throws {
        guard ZeroCertificateID(zero) != nil || Name.isMachine(zero) else {
            throw ValidationError("\"\(zero)\" is neither the id nor the name of a zero certificate")
        }
    }

    func run(_ session: Session) async throws {
        let id = if let id = ZeroCertificateID(zero) { id } else { try await named(zero, session) }
        let view: ZeroCertificateView = try await session.client.delete("/v1/zero-certificates/\(id)")
        switch common.output {
        case .json: try await session.console.json(view)
        case .text:
            try await session.console.line(
                "\(id) (\(view.name)) is revoked since \(view.revokedAt.map { "\($0)" } ?? "now"); its machines stay: \(view.machines)"
            )
        }
    }

    private func named(_ name: String, _ session: Session) async throws -> ZeroCertificateID {
        var found: [ZeroCertificateID] = []
        try await session.client.items("/v1/zero-certificates") { (view: ZeroCertificateView) in
            if view.name == name, view.revokedAt == nil { found.append(view.zeroCertificate) }
        }
        guard let id = found.first else {
            throw CommandFailure(
                ExitStatus.refused, "no zero certificate that is not revoked is called \(name)", hint: "beckon zero list")
        }
        guard found.count == 1 else {
            throw CommandFailure.usage(
                "\(found.count) zero certificates are called \(name)",
                hint: "say which: \(found.map(\.description).joined(separator: ", "))")
        }
        return id
    }
}
