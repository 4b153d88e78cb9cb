import ArgumentParser
import BeckonWire

/// `beckon audit list`.
struct AuditList: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the rows of the audit log, the oldest first.",
        discussion: "Needs the right audit.read, which admins have.")

    @OptionGroup var common: CommonOptions

    @Option(help: "How many of the last rows.")
    var limit = 50

    @Option(help: "Only rows after this number, and all of them.")
    var after: Int?

    @Flag(help: "Go on with rows as they come, until interrupted.")
    var follow = false

    private static let interval = Duration.seconds(1)
    private static let path = "/v1/audit"

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit is at least 1") }
        if let after, after < 0 { throw ValidationError("--after is at least 0") }
    }

    func run(_ session: Session) async throws {
        var last = try await first(session)
        repeat {
            while let page = try await page(after: last, session) {
                for row in page.items { try await show(row, session.console) }
                last = page.items.last?.number ?? last
            }
            if follow { try await Task.sleep(for: Self.interval) }
        } while follow
    }

    /// The number after which it begins.
    private func first(_ session: Session) async throws -> Int {
        if let after { return after }
        let page: AuditPage = try await session.client.get(Self.path + "?limit=1")
        return max(0, (page.head?.number ?? 0) - limit)
    }

    /// Nil where there is nothing more.
    private func page(after number: Int, _ session: Session) async throws -> AuditPage? {
        let page: AuditPage = try await session.client.get(Self.path + "?after=\(number)&limit=1000")
        return page.items.isEmpty ? nil : page
    }

    private func show(_ row: AuditRecord, _ console: Console) async throws {
        guard common.output == .text else { return try await console.json(row) }
        let from = row.address.map { " from \($0)" } ?? ""
        let detail = row.detail.isEmpty ? "" : ": \(row.detail)"
        let outcome = row.outcome == .refused ? " refused" : ""
        try await console.line(
            TerminalText.escaped(
                "\(row.number) \(row.at) \(row.action.rawValue)\(outcome) \(row.subject) by \(row.actor)\(from)\(detail)"))
    }
}
