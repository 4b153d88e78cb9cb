import TestSupport
import BeckonWire

/// One message of each kind with every member set, and one with none that can be left out.
struct MessageSample: Sendable, CustomStringConvertible {
    let name: String
    let octets: [UInt8]
    /// Decodes, and gives the octets of what was decoded.
    let reread: @Sendable ([UInt8]) throws -> [UInt8]
    /// The message equals what its octets decode to.
    let survives: @Sendable () throws -> Bool

    init<Message: WireMessage & Hashable>(_ message: Message, _ variant: String = "") {
        name = "\(Message.self)\(variant)"
        octets = WireJSON.encode(message)
        reread = { try WireJSON.encode(WireJSON.decode(Message.self, from: $0)) }
        survives = { try WireJSON.decode(Message.self, from: WireJSON.encode(message)) == message }
    }

    var description: String { name }
}

extension MessageSample {
    static let time = Timestamp(milliseconds: 1_763_933_603_042)
    static let (machine, transaction, zero): (MachineID, TransactionID, ZeroCertificateID) = {
        var random = SeededGenerator(seed: 7)
        return (
            .generate(at: time, using: &random), .generate(at: time, using: &random), .generate(at: time, using: &random)
        )
    }()
    static let session = AgentSession(journal: "j", run: 2, seq: 3)
    static let instruction = Instruction(executor: "shell", parameters: ["command": "uname -a", "n": [1, 2.5, nil, true]])
    static let executor = ExecutorDescription(
        name: "shell", version: "1.0", summary: "Runs a command", parameters: ["type": "object"], result: true)
    static let summary = OutputSummary(length: 5, sha256: String(repeating: "0", count: 64), truncated: false)
    static let finish = Finish(
        outcome: .failed, exitCode: 3, result: ["signal": nil], message: "m", output: [.stdout: summary, .stderr: summary])
    static let delivery = DeliveryView(
        transaction: transaction, machine: machine, name: "web-01", state: .finished(.timedOut), attempt: 2, exitCode: 1,
        result: ["a": 1], message: "m", progress: Progress(done: 1, total: 2, note: "n"), fetchedAt: time, startedAt: time,
        finishedAt: time, cancelling: true, output: [.stdout: .init(length: 1, sha256: "x", truncated: true)])
    static let emptyDelivery = DeliveryView(
        transaction: transaction, machine: machine, name: "web-01", state: .queued, attempt: 0, exitCode: nil, result: nil,
        message: nil, progress: nil, fetchedAt: nil, startedAt: nil, finishedAt: nil, cancelling: false, output: [:])

    static let agentPlane: [MessageSample] = [
        .init(EnrollmentRequest(csr: "PEM", name: "web-01", facts: ["os": "linux", "a/b~": "é"])),
        .init(EnrollmentPending()),
        .init(EnrollmentResponse(machine: machine, certificate: "PEM", trust: "PEM", renewIn: 86_400)),
        .init(ExecutorCatalogue(executors: [executor])), .init(ExecutorCatalogue(executors: []), " empty"), .init(executor),
        .init(
            AvailabilityRequest(
                capacity: 4, holding: [transaction], wait: 50, cancelling: [transaction], executors: "sha256:0",
                trust: "sha256:1",
                session: session)),
        .init(AvailabilityRequest(capacity: 0, holding: [], wait: 0), " bare"),
        .init(AvailabilityResponse(transactions: [transaction], next: .fetch, cancel: [transaction])),
        .init(AvailabilityResponse(transactions: [], next: .availability), " bare"),
        .init(session), .init(FetchRequest(session: session)), .init(FetchRequest(session: nil), " bare"),
        .init(
            FetchResponse(
                transaction: transaction, attempt: 1, instruction: instruction, timeout: 60, onInterruption: .rerun,
                traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", operator: "ci")),
        .init(
            FetchResponse(
                transaction: transaction, attempt: 1, instruction: instruction, timeout: 60, onInterruption: .report,
                traceparent: nil), " bare"),
        .init(OutputResponse(offset: 7)),
        .init(
            ReportRequest(
                attempt: 1,
                events: [
                    .init(seq: 1, at: time, .started), .init(seq: 2, at: time, .progress(.init(done: 1, total: 9, note: "n"))),
                    .init(seq: 3, at: time, .progress(.init(done: 2, total: nil, note: nil))),
                    .init(seq: 4, at: time, .finished(finish)), .init(seq: 5, at: time, .finished(Finish(outcome: .unknown))),
                ])),
        .init(ReportResponse(acknowledged: 5, cancel: true)), .init(instruction), .init(finish),
    ]

    static let operatorPlane: [MessageSample] = [
        .init(
            SubmitRequest(
                subscriber: "acme", targets: .init(machines: ["web-01", machine.description], where: "role=web"),
                instruction: instruction, timeout: 1, expires: 2, onInterruption: .rerun, skipUnable: true)),
        .init(SubmitRequest(subscriber: "acme", targets: .init(machines: ["web-01"]), instruction: instruction), " bare"),
        .init(SubmitResponse(transaction: transaction, deliveries: 25)),
        .init(
            TransactionView(
                transaction: transaction, subscriber: "acme", submittedBy: "ops", submittedAt: time, instruction: instruction,
                timeout: 60, expiresAt: time, onInterruption: .report, traceparent: nil,
                counts: [.queued: 1, .started: 2, .finished(.succeeded): 3])),
        .init(delivery), .init(emptyDelivery, " bare"), .init(Page(items: [delivery], next: "x")),
        .init(Page<DeliveryView>(items: [], next: nil), " empty"),
        .init(OutputGrowth(machine: machine, attempt: 1, stream: .stderr, length: 10)),
        .init(
            MachineView(
                machine: machine, subscriber: "acme", name: "web-01", state: .revoked, stateReason: "lost",
                labels: ["role": "web"], facts: ["os": "linux"], enrolledAt: time,
                zeroCertificate: zero, certificateExpiresAt: time, lastHeardAt: time, connected: true,
                executors: [.init(name: "shell", version: "1")])),
        .init(MachineChangeRequest(labels: ["role": "web", "old": nil], reidentify: true, approve: true)),
        .init(MachineChangeRequest(labels: ["role": "web"]), " bare"),
        .init(ExecutorView(executor: executor, machines: 3)),
        .init(ZeroCertificateRequest(name: "rack-7", csr: "PEM", expires: 86_400, bounds: bounds)),
        .init(ZeroCertificateRequest(name: "rack-7", csr: "PEM", expires: nil), " bare"),
        .init(
            ZeroCertificateResponse(
                zeroCertificate: zero, name: "rack-7", expiresAt: time, certificate: "PEM", trust: "PEM",
                brokers: ["https://b:7443"], warnings: ["w"])),
        .init(
            ZeroCertificateView(
                zeroCertificate: zero, name: "rack-7", createdAt: time, createdBy: "ops", expiresAt: time, bounds: bounds,
                machines: 0, uses: 1, usesLeft: 2, lastUsedAt: time, revokedAt: time)),
        .init(
            ZeroCertificateView(
                zeroCertificate: zero, name: "rack-7", createdAt: time, createdBy: "ops", expiresAt: time, machines: 0, uses: 0),
            " bare"),
        .init(Problem(.offsetMismatch, "d", hint: "h", retryAfter: 1, members: ["offset": 5])),
    ]

    private static let bounds = ZeroBounds(
        uses: 3, networks: ["192.0.2.0/24", "2001:db8::1"], names: "web-[0-9]+", labels: ["role": "web"], approval: true)

    static let all = agentPlane + operatorPlane
}
