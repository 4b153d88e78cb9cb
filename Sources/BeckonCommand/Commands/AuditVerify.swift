import ArgumentParser
import BeckonWire

/// `beckon audit verify`.
struct AuditVerify: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check that no row of the audit log was changed, removed or reordered.",
        discussion: """
            Computes every hash of the chain here. Whoever can write to the broker's disk can also write a whole new chain: note the head \
            that is printed somewhere else, and give it with --head the next time. Exits with 1 where the log is not whole.
            """)

    @OptionGroup var common: CommonOptions

    @Option(help: ArgumentHelp("A head that was printed earlier.", valueName: "number:hash"))
    var head: AuditVerification.Anchor?

    private struct Result: Encodable {
        let intact: Bool
        let rows: Int
        let head: String?
        let fault: String?
    }

    /// Rows as they came.
    private struct RawPage: WireMessage {
        let items: [JSONValue]
        let next: String?
        let head: AuditPage.Head?
    }

    func run(_ session: Session) async throws {
        var verification = AuditVerification(anchor: head)
        do {
            try await verify(&verification, session)
        } catch let fault as AuditVerification.Fault {
            try await report(verification, fault, session.console)
            throw ExitStatus.Requested(status: ExitStatus.unsuccessful)
        }
        try await report(verification, nil, session.console)
    }

    private func verify(_ verification: inout AuditVerification, _ session: Session) async throws {
        var page: RawPage
        var head: AuditPage.Head?
        repeat {
            page = try await session.client.get("/v1/audit?after=\(verification.number)&limit=1000")
            head = head ?? page.head
            for row in page.items { try verification.check(row) }
        } while page.next != nil && !page.items.isEmpty
        try verification.finish(head: head)
    }

    private func report(
        _ verification: AuditVerification, _ fault: AuditVerification.Fault?, _ console: Console
    ) async throws {
        let head = verification.number == 0 ? nil : "\(verification.number):\(verification.hash)"
        switch common.output {
        case .json:
            try await console.json(
                Result(intact: fault == nil, rows: verification.number, head: head, fault: fault?.description))
        case .text:
            if let fault { return try await console.diagnose("the audit log is not whole: \(fault)") }
            try await console.line("\(verification.number) rows, none changed, removed or reordered")
            if let head { try await console.line("head \(head)") }
        }
    }
}
