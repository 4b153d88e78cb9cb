import BeckonWire
import ExecutorHostProtocol
import Testing

@testable import ExecutorHosting

@Suite struct HostRunTests {
    private static let succeeded = HostMessage.finished(RunFinish(outcome: .succeeded))

    private func running() -> HostRun {
        var run = HostRun()
        guard run.begin(), case .nothing = run.handedOver() else {
            Issue.record("something to do")
            return run
        }
        return run
    }

    @Test func aCleanEndLeavesTheHostForTheNext() {
        var run = running()
        guard case .output([1, 2], .stderr) = run.received(.output(stream: 2, octets: [1, 2])),
            case .finish(_, nil, true) = run.received(Self.succeeded),
            case .nothing = run.stopRequested(.cancelled), case .nothing = run.gone(nil), case .nothing = run.gracePassed()
        else {
            Issue.record("\(run)")
            return
        }
    }

    @Test func whatIsAskedFirstCounts() {
        var run = running()
        guard case .cancel = run.stopRequested(.timedOut), case .nothing = run.stopRequested(.cancelled),
            case .kill = run.gracePassed(), case .nothing = run.gracePassed(), case .lost(nil, .timedOut) = run.gone(nil)
        else {
            Issue.record("\(run)")
            return
        }
    }

    @Test func afterAStopTheHostTakesNoMore() {
        var run = running()
        guard case .cancel = run.stopRequested(.cancelled), case .finish(_, .cancelled, false) = run.received(Self.succeeded)
        else {
            Issue.record("\(run)")
            return
        }
    }

    @Test func aStopBeforeTheStartIsAnEnd() {
        var run = HostRun()
        guard case .awaitGrace = run.stopRequested(.cancelled), !run.begin(), case .nothing = run.gone(nil) else {
            Issue.record("\(run)")
            return
        }
    }

    @Test func aStopWhileItIsHandedOverIsToldAfterwards() {
        var run = HostRun()
        guard run.begin(), case .awaitGrace = run.stopRequested(.timedOut), case .cancel = run.handedOver(),
            case .kill = run.gracePassed()
        else {
            Issue.record("\(run)")
            return
        }
    }

    @Test func aHostThatDoesNotEvenTakeTheInstructionIsKilled() {
        var run = HostRun()
        guard run.begin(), case .awaitGrace = run.stopRequested(.timedOut), case .kill = run.gracePassed(),
            case .lost(nil, .timedOut) = run.gone(nil)
        else {
            Issue.record("\(run)")
            return
        }
    }

    @Test(arguments: [HostMessage.ready, .refused("no"), .hello(plugin: "p", version: "1")])
    func aHostThatLosesTheThreadIsLost(message: HostMessage) {
        var run = running()
        guard case .lost(.some, nil) = run.received(message) else {
            Issue.record("\(run)")
            return
        }
    }

    @Test func whatAHostDidNotTakeMayGoToAnother() {
        var run = running(), handingOver = HostRun()
        guard case .neverTaken = run.goneUnread(), case .nothing = run.goneUnread(), handingOver.begin(),
            case .neverTaken = handingOver.goneUnread()
        else {
            Issue.record("\(run) \(handingOver)")
            return
        }
    }

    /// The question to end may be what was not read: the instruction may have run.
    @Test func afterAStopWhatWasNotReadTellsNothing() {
        var run = running()
        guard case .cancel = run.stopRequested(.cancelled), case .lost(nil, .cancelled) = run.goneUnread() else {
            Issue.record("\(run)")
            return
        }
    }
}
