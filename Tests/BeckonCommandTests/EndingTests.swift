import BeckonCommand
import BeckonWire
import Testing

@Suite struct EndingTests {
    @Test(
        arguments: [
            (Outcome.succeeded, 0, 0), (.failed, 3, 3), (.failed, 255, 255), (.failed, 137, 137), (.failed, nil, 1),
            (.failed, 0, 1), (.failed, 256, 1),
            (.failed, -1, 1), (.timedOut, nil, 1), (.timedOut, 0, 1), (.cancelled, 143, 1), (.rejected, nil, 1),
            (.expired, nil, 1), (.unknown, nil, 1),
        ] as [(Outcome, Int?, Int32)])
    func withOneTargetItIsTheRemoteExitCode(_ outcome: Outcome, _ code: Int?, _ status: Int32) {
        #expect(Ending.exitStatus(of: [Ending(outcome: outcome, exitCode: code)]) == status)
    }

    @Test func withMoreItSaysWhetherAllSucceeded() {
        let good = Ending(outcome: .succeeded, exitCode: 0)
        #expect(Ending.exitStatus(of: [good, good]) == 0)
        #expect(Ending.exitStatus(of: [good, Ending(outcome: .failed, exitCode: 3)]) == 1)
        #expect(Ending.exitStatus(of: [good, Ending(outcome: .unknown, exitCode: nil)]) == 1)
    }
}
