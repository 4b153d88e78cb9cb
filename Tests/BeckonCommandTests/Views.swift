import TestSupport
import BeckonWire

/// Messages of the operator plane as a broker would send them.
enum Views {
    static let time = Timestamp(milliseconds: 1_800_000_000_000)

    static func machine(_ number: UInt8) -> MachineID {
        var random = SeededGenerator(seed: UInt64(number))
        return .generate(at: time, using: &random)
    }

    static let transaction: TransactionID = {
        var random = SeededGenerator(seed: 1)
        return .generate(at: time, using: &random)
    }()

    static func delivery(
        _ number: UInt8 = 1, state: DeliveryState, attempt: Int = 1, exitCode: Int? = nil, message: String? = nil,
        output: [OutputStream: Int] = [:], truncated: Bool = false
    ) -> DeliveryView {
        DeliveryView(
            transaction: transaction, machine: machine(number), name: "web-0\(number)", state: state, attempt: attempt,
            exitCode: exitCode, result: nil, message: message, progress: nil, fetchedAt: nil, startedAt: time,
            finishedAt: state.outcome == nil ? nil : time.adding(seconds: 2), cancelling: false,
            output: output.mapValues { DeliveryView.Output(length: $0, sha256: nil, truncated: truncated) })
    }

    static func transaction(_ counts: [DeliveryState: Int]) -> TransactionView {
        TransactionView(
            transaction: transaction, subscriber: "acme", submittedBy: "alice", submittedAt: time,
            instruction: Instruction(executor: "shell", parameters: [:]), timeout: 60, expiresAt: time, onInterruption: .report,
            traceparent: nil, counts: counts)
    }
}
