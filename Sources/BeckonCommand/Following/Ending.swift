package import BeckonWire

/// How a delivery ended, as far as the command's exit status is concerned.
package struct Ending: Hashable, Sendable {
    package let outcome: Outcome
    package let exitCode: Int?

    package init(outcome: Outcome, exitCode: Int?) {
        self.outcome = outcome
        self.exitCode = exitCode
    }

    /// With one target its remote exit code; else 0 if all succeeded, or 1.
    package static func exitStatus(of endings: some Collection<Ending>) -> Int32 {
        if endings.count == 1, let ending = endings.first { return ending.exitStatus }
        return endings.allSatisfy { $0.outcome == .succeeded } ? ExitStatus.success : ExitStatus.unsuccessful
    }

    private var exitStatus: Int32 {
        switch outcome {
        case .succeeded: ExitStatus.success
        // Where a program said 0 and the delivery has failed all the same, or said what no process here can say, it is 1.
        case .failed: exitCode.flatMap { (1...255).contains($0) ? Int32($0) : nil } ?? ExitStatus.unsuccessful
        case .timedOut, .cancelled, .rejected, .expired, .unknown: ExitStatus.unsuccessful
        }
    }
}
