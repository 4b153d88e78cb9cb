import BeckonWire
import BrokerCore

/// One full example of each message of both planes: every optional member is there.
enum Samples {
    static let time = Timestamp(milliseconds: 1_800_000_000_000)
    static let transaction = TransactionID.generate(at: time)
    static let machine = MachineID.generate(at: time)
    static let zeroCertificate = ZeroCertificateID.generate(at: time)
    static let traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    static let instruction = Instruction(executor: "shell", parameters: ["command": "true"])
    static let progress = Progress(done: 1, total: 2, note: "half")
    static let session = AgentSession(journal: "j", run: 1, seq: 2)

    static let submitRequest = SubmitRequest(
        subscriber: "acme", targets: .init(machines: ["web-01"], where: "role=web"), instruction: instruction)
    static let executor = ExecutorDescription(
        name: "shell", version: "1.0", summary: "Runs a command.",
        parameters: ["type": "object", "properties": ["command": ["type": "string"], "count": ["type": "integer"]]],
        result: ["type": "object"])
    static let executorView = ExecutorView(executor: executor, machines: 2)
    /// Where the page ends that holds the one, and does not hold the other.
    static let executorCursor = ExecutorCursor(name: "shell", version: "1.0 rc+é/&%", catalogue: "sha256:00")
    static let otherExecutorView = ExecutorView(
        executor: ExecutorDescription(
            name: "tool", version: "2.0", summary: "Is on the second page.", parameters: ["type": "object"], result: true),
        machines: 1)
    static let machineView = MachineView(
        machine: machine, subscriber: "acme", name: "web-01", state: .quarantined, stateReason: "copied",
        labels: ["role": "web"], facts: ["os": "linux"], enrolledAt: time,
        zeroCertificate: zeroCertificate, certificateExpiresAt: time, lastHeardAt: time, connected: true,
        executors: [.init(name: "shell", version: "1.0")])
    static let zeroCertificateRequest = ZeroCertificateRequest(name: "edge", csr: "PEM", expires: 3600, bounds: zeroBounds)
    static let zeroBounds = ZeroBounds(
        uses: 5, networks: ["192.0.2.0/24"], names: "edge-[0-9]+", labels: ["role": "edge"], approval: true)
    static let zeroCertificateResponse = ZeroCertificateResponse(
        zeroCertificate: zeroCertificate, name: "edge", expiresAt: time, certificate: "PEM", trust: "PEM",
        brokers: ["https://localhost:7443"], warnings: ["careful"])
    static let zeroCertificateView = ZeroCertificateView(
        zeroCertificate: zeroCertificate, name: "edge", createdAt: time, createdBy: "alice", expiresAt: time,
        bounds: zeroBounds, machines: 3, uses: 3, usesLeft: 2, lastUsedAt: time, revokedAt: time)

    static let authorityView = AuthorityView(
        kind: .broker, certificates: [.init(stage: .active, fingerprint: "00", expiresAt: time)], live: 3, ready: 2,
        steps: [.prepare])

    static let grant = OperatorGrant(role: .operator, where: "role=web", executors: ["shell"])
    static let operatorView = OperatorView(
        name: "ci", subscriber: "acme", credential: .token, grant: grant, createdAt: time, createdBy: "alice", expiresAt: time,
        revokedAt: time)
    static let newOperatorRequest = NewOperatorRequest(name: "bob", grant: grant, csr: "PEM", expires: 3600)
    static let newTokenRequest = NewTokenRequest(name: "ci", grant: grant, expires: 3600)
    static let operatorCertificateResponse = OperatorCertificateResponse(
        operator: operatorView, certificate: "PEM", trust: "PEM")
    static let tokenResponse = TokenResponse(operator: operatorView, token: FakeOperatorService.token, trust: "PEM")

    static let auditRecords: [AuditRecord] = ["web-01", "web-02", "web-03"].reduce(into: []) { rows, machine in
        let entry = AuditEntry(
            at: time, subscriber: "acme", actor: "operator alice", address: "192.0.2.7", action: .machineRevoked,
            subject: machine,
            detail: "lost")
        rows.append(entry.record(after: rows.last.map { AuditPage.Head(number: $0.number, hash: $0.hash) }))
    }

    static func transactionView(_ counts: [DeliveryState: Int] = [.started: 1]) -> TransactionView {
        TransactionView(
            transaction: transaction, subscriber: "acme", submittedBy: "alice", submittedAt: time, instruction: instruction,
            timeout: 60, expiresAt: time, onInterruption: .report, traceparent: traceparent, counts: counts)
    }

    static func delivery(
        _ state: DeliveryState, to machine: MachineID = machine, name: String = "web-01", exitCode: Int? = 0, length: Int = 5
    ) -> DeliveryView {
        DeliveryView(
            transaction: transaction, machine: machine, name: name, state: state, attempt: 1, exitCode: exitCode, result: [:],
            message: "said", progress: progress, fetchedAt: time, startedAt: time, finishedAt: time, cancelling: false,
            output: [.stdout: .init(length: length, sha256: "00", truncated: false)])
    }

    static func finish(_ outcome: Outcome) -> Finish {
        Finish(
            outcome: outcome, exitCode: 0, result: [:], message: "said",
            output: [.stdout: OutputSummary(length: 5, sha256: "00", truncated: false)])
    }
}
