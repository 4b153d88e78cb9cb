import ArgumentParser
import BeckonWire
import FoundationEssentials

/// `beckon zero list`.
struct ZeroList: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List zero certificates: their bounds, the uses that are left, and the last one.",
        discussion: "Needs the right zero-certificates.read.")

    @OptionGroup var common: CommonOptions

    func run(_ session: Session) async throws {
        let console = session.console
        var table = Table("NAME", "ZERO CERTIFICATE", "STATE", "MACHINES", "USES LEFT", "LAST USED", "BOUNDS")
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        try await session.client.items("/v1/zero-certificates") { (zero: ZeroCertificateView) in
            guard common.output == .text else { return try await console.json(zero) }
            table.add(
                zero.name, "\(zero.zeroCertificate)", zero.standing(at: now), "\(zero.machines)",
                zero.usesLeft.map { "\($0)" } ?? "any", zero.lastUsedAt.map { "\($0)" } ?? "never", zero.bounds.text)
        }
        if common.output == .text { try await console.table(table) }
    }
}
