package import TestSupport
package import BeckonWire
package import BrokerCore

/// Records for tests: well-formed, and each different from the others unless told so.
package enum Records {
    /// 2026-11-23T12:00:00.000Z.
    package static let noon = Timestamp(milliseconds: 1_795_435_200_000)

    /// The `number`th id of a kind: ordered by number.
    package static func id<Kind: IdentifierKind>(_ number: Int, _ kind: Kind.Type = Kind.self) -> Identifier<Kind> {
        var random = SeededGenerator(seed: UInt64(number))
        return .generate(at: Timestamp(milliseconds: noon.milliseconds + Int64(number)), using: &random)
    }

    package static func zero(
        _ number: Int = 0, of subscriber: String = "acme", name: String? = nil, bounds: ZeroBounds = .none
    ) -> ZeroCertificateRecord {
        ZeroCertificateRecord(
            id: id(number), subscriber: subscriber, name: name ?? "zero-\(number)", createdAt: noon, createdBy: "alice",
            expiresAt: noon.adding(seconds: 86_400), bounds: bounds)
    }

    package static func machine(
        _ number: Int, of subscriber: String = "acme", name: String? = nil, key: String? = nil, zero: Int = 0
    ) -> MachineRecord {
        MachineRecord(
            id: id(number), subscriber: subscriber, name: name ?? "web-\(number)", facts: ["os": "linux", "arch": "x86_64"],
            enrolledAt: noon, zeroCertificate: id(zero), keyFingerprint: key ?? "key-\(number)",
            certificate: certificate(number, key: key ?? "key-\(number)"))
    }

    package static func certificate(_ number: Int, key: String? = nil) -> MachineCertificate {
        MachineCertificate(
            serial: "0\(number)", keyFingerprint: key ?? "key-\(number)", pem: "certificate \(number)\n",
            expiresAt: noon.adding(seconds: 86_400), renewAt: noon.adding(seconds: 43_200))
    }

    package static func executor(
        _ name: String = "shell", version: String = "1.0.0", summary: String = "Runs a command."
    ) -> ExecutorDescription {
        ExecutorDescription(
            name: name, version: version, summary: summary,
            parameters: [
                "type": "object", "properties": ["command": ["type": "string"]], "required": ["command"],
                "additionalProperties": false,
            ],
            result: ["type": "object"])
    }

    package static func transaction(
        _ number: Int, of subscriber: String = "acme", onInterruption: Interruption = .report
    ) -> TransactionRecord {
        TransactionRecord(
            id: id(number), subscriber: subscriber, submittedBy: "alice", submittedAt: noon,
            targets: SubmitRequest.Targets(machines: ["web-1"]),
            instruction: Instruction(executor: "shell", parameters: ["command": "uname -a", "n": 1.5, "list": [nil, true]]),
            timeout: 60, expiresAt: noon.adding(seconds: 3600), onInterruption: onInterruption,
            traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    }

    package static func `operator`(
        _ name: String, of subscriber: String = "acme", credential: OperatorView.Credential = .token, proof: String = "proof",
        at time: Timestamp = noon
    ) -> OperatorRecord {
        OperatorRecord(
            subscriber: subscriber, name: name, credential: credential,
            grant: OperatorGrant(role: .operator, where: "role=web", executors: ["shell"]), createdAt: time, createdBy: "alice",
            expiresAt: time.adding(seconds: 3600), proof: proof)
    }

    package static func audit(
        _ action: AuditAction = .transactionSubmitted, of subscriber: String = "acme", subject: String = "web-1"
    ) -> AuditEntry {
        AuditEntry(
            at: noon, subscriber: subscriber, actor: "operator alice", address: "192.0.2.7", action: action, subject: subject)
    }

    package static func delivery(
        of transaction: TransactionRecord, to machine: MachineRecord, state: DeliveryState = .queued
    ) -> DeliveryRecord {
        DeliveryRecord(
            transaction: transaction.id, machine: machine.id, subscriber: transaction.subscriber, name: machine.name,
            state: state, dueAt: state.outcome == nil ? transaction.expiresAt : nil)
    }
}
