@testable import BeckonCommand
import BeckonWire
import Testing

@Suite struct FollowingTests {
    private typealias Fetch = Following.Fetch

    private func fetch(
        _ stream: OutputStream = .stdout, of number: UInt8 = 1, attempt: Int = 1, from offset: Int = 0
    ) -> Following.Work {
        .output(Fetch(machine: Views.machine(number), name: "web-0\(number)", attempt: attempt, stream: stream, offset: offset))
    }

    /// Does all the work that there is, as if every octet that is known to be stored were shown.
    private func drain(_ following: inout Following, stored: Int = 0) -> [Following.Work] {
        var done: [Following.Work] = []
        while let work = following.next() {
            following.finished(work, shownUpTo: stored)
            done.append(work)
        }
        return done
    }

    @Test func outputIsShownBeforeTheOutcome() {
        var following = Following()
        let view = Views.delivery(state: .finished(.succeeded), output: [.stdout: 5, .stderr: 5])
        following.apply(.delivery(view))
        #expect(drain(&following, stored: 5) == [fetch(.stdout), fetch(.stderr), .outcome(view)])
    }

    @Test func outputGoesOnWhereItWasLeft() {
        var following = Following()
        following.apply(.delivery(Views.delivery(state: .started)))
        following.apply(.output(OutputGrowth(machine: Views.machine(1), attempt: 1, stream: .stdout, length: 5)))
        #expect(drain(&following, stored: 5) == [fetch(.stdout)])
        following.apply(.output(OutputGrowth(machine: Views.machine(1), attempt: 1, stream: .stdout, length: 9)))
        #expect(drain(&following, stored: 9) == [fetch(.stdout, from: 5)])
    }

    @Test func oneMachineDoesOneThingAtATime() throws {
        var following = Following()
        following.apply(.delivery(Views.delivery(1, state: .started, output: [.stdout: 5])))
        following.apply(.delivery(Views.delivery(2, state: .started, output: [.stdout: 5])))
        let (next, afterNext) = (following.next(), following.next())
        let (first, second) = (try #require(next), try #require(afterNext))
        #expect(Set([first, second]) == [fetch(of: 1), fetch(of: 2)])
        let end = Views.delivery(1, state: .finished(.failed), output: [.stdout: 5])
        following.apply(.delivery(end))
        #expect(following.next() == nil)
        following.finished(first, shownUpTo: 5)
        following.finished(second, shownUpTo: 5)
        #expect(following.next() == .outcome(end))
    }

    @Test func aLaterAttemptBeginsAnew() {
        var following = Following()
        following.apply(.delivery(Views.delivery(state: .started, output: [.stdout: 5])))
        #expect(drain(&following, stored: 5) == [fetch(.stdout)])
        following.apply(.delivery(Views.delivery(state: .started, attempt: 2, output: [.stdout: 3])))
        #expect(drain(&following, stored: 3) == [.restarted(Views.machine(1), name: "web-01", attempt: 2), fetch(attempt: 2)])
        following.apply(.output(OutputGrowth(machine: Views.machine(1), attempt: 1, stream: .stdout, length: 50)))
        #expect(drain(&following).isEmpty)
    }

    @Test func aBrokerThatHasLessThanItSaidIsNotAskedForever() {
        var following = Following()
        let view = Views.delivery(state: .finished(.succeeded), output: [.stdout: 5])
        following.apply(.delivery(view))
        #expect(drain(&following, stored: 0) == [fetch(.stdout), .outcome(view)])
    }

    @Test func whatNeverRanHasAnOutcomeToo() {
        var following = Following()
        let view = Views.delivery(state: .finished(.expired), attempt: 0)
        following.apply(.delivery(view))
        #expect(drain(&following) == [.outcome(view)])
        #expect(following.endings[Views.machine(1)] == Ending(outcome: .expired, exitCode: nil))
    }

    @Test func anUnknownOutcomeIsReplacedByTheRealOne() {
        var following = Following()
        following.apply(.delivery(Views.delivery(state: .finished(.unknown))))
        _ = drain(&following)
        let real = Views.delivery(state: .finished(.succeeded))
        following.apply(.delivery(real))
        #expect(drain(&following) == [.outcome(real)])
        #expect(following.endings[Views.machine(1)]?.outcome == .succeeded)
    }

    @Test func itIsOverWhenAllIsShown() throws {
        var following = Following()
        let view = Views.delivery(state: .finished(.succeeded))
        following.apply(.delivery(view))
        following.apply(.end(Views.transaction([.finished(.succeeded): 1])))
        #expect(!following.isOver)
        let next = following.next()
        let work = try #require(next)
        #expect(!following.isOver)
        following.finished(work)
        #expect(following.isOver)
    }
}
