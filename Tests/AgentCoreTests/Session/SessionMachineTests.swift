import BeckonWire
import Testing

@testable import AgentCore

@Suite struct SessionMachineTests {
    let first = TransactionID.generate(at: Timestamp(milliseconds: 1))
    let second = TransactionID.generate(at: Timestamp(milliseconds: 2))
    let third = TransactionID.generate(at: Timestamp(milliseconds: 3))

    @Test func registersOnceAndThenAsks() {
        var machine = machine()
        #expect(machine.start() == [.register])
        #expect(machine.on(.registered(digest: "sha256:x")) == [.ask(request(seq: 1))])
    }

    @Test func fetchesWhatIsOfferedAndAsksAgainOnlyWhenItIsAcknowledged() {
        var machine = asking()
        #expect(machine.on(offer(first)) == [.fetch(first, session(2))])
        #expect(machine.on(.ended(first)) == [])
        #expect(machine.on(.acknowledged(first, mayComeAgain: false)) == [.ask(request(seq: 3))])
    }

    @Test func asksAgainBesideAnInstructionThatOutlastsHalfASecond() {
        var machine = asking()
        _ = machine.on(offer(first))
        #expect(machine.on(.outlasted(first)) == [.ask(request(capacity: 1, holding: [first], seq: 3))])
        // And not a second time, whatever happens to it.
        #expect(machine.on(.ended(first)) == [])
        #expect(machine.on(.acknowledged(first, mayComeAgain: false)) == [])
    }

    @Test func fetchesNoMoreThanItCanStartAtOnce() {
        var machine = asking()
        #expect(machine.on(offer(first, second, third)) == [.fetch(first, session(2)), .fetch(second, session(3))])
        _ = machine.on(.outlasted(first))
        #expect(machine.on(.outlasted(second)) == [.ask(request(capacity: 0, holding: [first, second], seq: 4))])
        #expect(machine.on(offer(third)).contains(.fetch(third, session(5))) == false)
    }

    @Test func makesAFullAgentsRequestAnewWhenASlotIsFree() {
        var machine = full()
        #expect(machine.on(.ended(first)) == [.withdraw])
        #expect(machine.on(.ended(second)) == [])
        #expect(
            machine.on(.notAnswered(.unreachable("withdrawn"))) == [.ask(request(capacity: 2, holding: [first, second], seq: 5))])
    }

    @Test func asksAnewWhereTheOpenRequestHoldsWhatMayComeAgain() {
        var machine = asking()
        _ = machine.on(offer(first))
        _ = machine.on(.outlasted(first))
        #expect(machine.on(.acknowledged(first, mayComeAgain: true)) == [.withdraw])
        #expect(machine.on(.notAnswered(.unreachable("withdrawn"))) == [.ask(request(seq: 4))])
    }

    @Test func doesNotAskBeforeTheCatalogueIsThere() {
        var machine = machine(recovered: [first])
        _ = machine.start()
        #expect(machine.on(.acknowledged(first, mayComeAgain: true)) == [])
    }

    @Test func doesNotFetchWhatItHolds() {
        var machine = asking()
        _ = machine.on(offer(first))
        _ = machine.on(.outlasted(first))
        #expect(machine.on(offer(first)).contains(.fetch(first, session(4))) == false)
        #expect(machine.on(.pauseOver) == [.ask(request(capacity: 1, holding: [first], seq: 4))])
    }

    @Test func cancelsOnceAndSaysSo() {
        var machine = asking()
        _ = machine.on(offer(first))
        _ = machine.on(.outlasted(first))
        let cancel = AvailabilityResponse(transactions: [], next: .availability, cancel: [first, third])
        #expect(
            machine.on(.answered(cancel, isQuick: true))
                == [.cancel(first), .ask(request(capacity: 1, holding: [first], cancelling: [first], seq: 4))])
    }

    @Test func sendsTheCatalogueWhenAskedTo() {
        var machine = asking()
        let answer = AvailabilityResponse(transactions: [], next: .register)
        #expect(machine.on(.answered(answer, isQuick: true)) == [.register])
    }

    @Test func goesOnWithoutDigestWhereTheCatalogueIsRefused() {
        var machine = machine()
        _ = machine.start()
        let actions = machine.on(.notRegistered(.refused(Problem(.invalidSchema, "shell: no"))))
        #expect(actions.last == .ask(request(digest: nil, seq: 1)))
    }

    @Test func backsOffLongerWithEachFailureAndForgetsThemAtAnAnswer() {
        var machine = asking()
        var pauses: [Duration] = []
        for _ in 0..<8 {
            pauses += machine.on(.notAnswered(.unreachable("down"))).pauses
            _ = machine.on(.pauseOver)
        }
        #expect(pauses == [0.5, 1, 2, 4, 8, 16, 30, 30].map { Duration.seconds($0) })
        _ = machine.on(.answered(AvailabilityResponse(transactions: [], next: .availability), isQuick: false))
        #expect(machine.on(.notAnswered(.unreachable("down"))).pauses == [.seconds(0.5)])
    }

    @Test func honoursRetryAfter() {
        var machine = asking()
        let error = LinkError.refused(Problem(.unavailable, "full", retryAfter: 40))
        #expect(machine.on(.notAnswered(error)).pauses == [.seconds(45)])
    }

    @Test func doesNotHurryAfterAnEmptyAnswerThatCameAtOnce() {
        var machine = asking()
        let empty = AvailabilityResponse(transactions: [], next: .availability)
        #expect(machine.on(.answered(empty, isQuick: true)) == [.pause(.seconds(0.5))])
        #expect(machine.on(.pauseOver) == [.ask(request(seq: 2))])
        #expect(machine.on(.answered(empty, isQuick: false)) == [.ask(request(seq: 3))])
    }

    @Test(arguments: [ProblemKind.notFound, .alreadyFetched, .expired, .cancelled])
    func letsGoOfWhatItMayNotFetch(kind: ProblemKind) {
        var machine = asking()
        _ = machine.on(offer(first))
        let actions = machine.on(.notFetched(first, .refused(Problem(kind, "no"))))
        #expect(actions.pauses == [.seconds(0.5)])
        #expect(machine.on(.pauseOver) == [.ask(request(seq: 3))])
    }

    @Test(arguments: [
        (ProblemKind.revoked, AgentFailure.Code.revoked), (.wrongCertificate, .certificateRefused),
        (.staleSession, .staleSession),
    ])
    func endsWhereTheBrokerHasNothingMoreToDoWithIt(kind: ProblemKind, code: AgentFailure.Code) {
        var machine = asking()
        let actions = machine.on(.notAnswered(.refused(Problem(kind, "no"))))
        #expect(actions.contains(.killAll))
        guard case .end(let failure?)? = actions.last else { return #expect(Bool(false), "\(actions)") }
        #expect(failure.code == code)
    }

    @Test func stopsAtOnceWhenIdle() {
        var machine = asking()
        #expect(machine.on(.stopRequested) == [.withdraw, .killAll, .awaitGrace(.seconds(5)), .end(nil)])
        #expect(machine.on(.notAnswered(.unreachable("withdrawn"))) == [])
    }

    @Test func letsWhatRunsEndWhenStopped() {
        var machine = asking()
        _ = machine.on(offer(first))
        #expect(machine.on(.stopRequested) == [.awaitGrace(.seconds(10))])
        #expect(machine.on(.ended(first)) == [])
        #expect(machine.on(.acknowledged(first, mayComeAgain: false)) == [.end(nil)])
    }

    @Test func killsWhatOutlastsTheGraceAndThenEnds() {
        var machine = asking()
        _ = machine.on(offer(first))
        _ = machine.on(.stopRequested)
        #expect(machine.on(.graceOver) == [.killAll, .awaitGrace(.seconds(5))])
        #expect(machine.on(.graceOver) == [.end(nil)])
    }

    @Test func holdsWhatAnEarlierLifeLeftWithoutGivingItASlot() {
        var machine = machine(recovered: [first])
        _ = machine.start()
        #expect(
            machine.on(.registered(digest: "sha256:x")) == [.ask(request(capacity: 2, holding: [first], seq: 1))])
    }

    // MARK: how to get there

    private func machine(recovered: [TransactionID] = []) -> SessionMachine {
        var settings = AgentSettings()
        settings.capacity = 2
        return SessionMachine(settings: settings, journal: "j", run: 7, recovered: recovered)
    }

    private func asking() -> SessionMachine {
        var machine = machine()
        _ = machine.start()
        _ = machine.on(.registered(digest: "sha256:x"))
        return machine
    }

    private func full() -> SessionMachine {
        var machine = asking()
        _ = machine.on(offer(first, second))
        _ = machine.on(.outlasted(first))
        _ = machine.on(.outlasted(second))
        return machine
    }

    private func offer(_ transactions: TransactionID...) -> SessionEvent {
        .answered(AvailabilityResponse(transactions: transactions, next: .fetch), isQuick: true)
    }

    private func session(_ seq: Int) -> AgentSession { AgentSession(journal: "j", run: 7, seq: seq) }

    private func request(
        capacity: Int = 2, holding: [TransactionID] = [], cancelling: [TransactionID]? = nil, digest: String? = "sha256:x",
        seq: Int
    ) -> AvailabilityRequest {
        AvailabilityRequest(
            capacity: capacity, holding: holding, wait: 50, cancelling: cancelling, executors: digest, session: session(seq))
    }
}

extension SessionMachine {
    fileprivate mutating func on(_ event: SessionEvent) -> [SessionAction] { handle(event, random: 0.5) }
}

extension [SessionAction] {
    fileprivate var pauses: [Duration] {
        compactMap { if case .pause(let duration) = $0 { duration } else { nil } }
    }
}
