import BeckonWire
import BrokerCore
import BrokerTestSupport
import Testing

@Suite("Fetch, output and report of a machine")
struct FetchAndReportTests {
    private let noSession = FetchRequest(session: nil)

    private func finished(
        _ outcome: Outcome = .succeeded, seq: Int = 1, stdout: Int? = nil, attempt: Int = 1
    ) -> ReportRequest {
        let output = stdout.map { [OutputStream.stdout: OutputSummary(length: $0, sha256: "ab", truncated: false)] }
        let finish = Finish(outcome: outcome, output: output)
        return ReportRequest(attempt: attempt, events: [ReportEvent(seq: seq, at: Records.noon, .finished(finish))])
    }

    @Test func anotherMachinesTransactionIsNotFoundOnAnyRoute() async throws {
        let test = try await TestBroker()
        let owner = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        let neighbour = try await test.machine("web-2")
        let stranger = try await test.machine("web-1", of: "globex")
        let impostor = MachineCaller(machine: owner.machine, subscriber: "globex")
        for caller in [neighbour, stranger, impostor] {
            let answers = [
                await problem { _ = try await test.agents.fetch(id, noSession, by: caller) },
                await problem {
                    _ = try await test.agents.append([1], to: .stdout, of: id, attempt: 1, offset: 0, by: caller)
                },
                await problem { _ = try await test.agents.report(id, finished(), by: caller) },
            ]
            #expect(answers.map { $0?.kind } == [.notFound, .notFound, .notFound])
        }
        // The same words as for what does not exist.
        let existing = await problem { _ = try await test.agents.fetch(id, noSession, by: neighbour) }
        let missing = await problem { _ = try await test.agents.fetch(Records.id(999), noSession, by: neighbour) }
        #expect(
            existing?.detail.replacing(id.description, with: "T")
                == missing?.detail.replacing(Records.id(999, TransactionKind.self).description, with: "T"))
        #expect(try await test.agents.fetch(id, noSession, by: owner).attempt == 1)
    }

    @Test func fiftyFetchesAtOnceGiveTheInstructionOnce() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        let given = await withTaskGroup { group in
            for _ in 1...50 {
                group.addTask { await problem { _ = try await test.agents.fetch(id, noSession, by: machine) } }
            }
            return await group.reduce(into: [ProblemKind?]()) { $0.append($1?.kind) }
        }
        #expect(given.count { $0 == nil } == 1)
        #expect(given.count { $0 == .alreadyFetched } == 49)
    }

    @Test func outputResumesWhereTheBrokerIs() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        _ = try await test.agents.fetch(id, noSession, by: machine)
        func append(_ octets: [UInt8], _ offset: Int) async throws -> Int {
            try await test.agents.append(octets, to: .stdout, of: id, attempt: 1, offset: offset, by: machine).offset
        }
        #expect(try await append([1, 2, 3], 0) == 3)
        #expect(try await append([1, 2, 3], 0) == 3)
        let gap = await problem { _ = try await append([9], 7) }
        #expect(gap?.kind == .offsetMismatch)
        #expect(gap?.members["offset"] == 3)
        #expect(await problem { _ = try await append([9], -1) }?.kind == .badRequest)

        let missing = await problem { _ = try await test.agents.report(id, finished(stdout: 4), by: machine) }
        #expect(missing?.kind == .outputMissing)
        #expect(missing?.members["offsets"] == ["stdout": 3, "stderr": 0])
        #expect(try await append([4], 3) == 4)
        #expect(try await test.agents.report(id, finished(stdout: 4), by: machine).acknowledged == 1)
        #expect(await problem { _ = try await append([5], 4) }?.kind == .finished)

        let slice = try await test.operators.output(
            of: id, from: "web-1", stream: .stdout, attempt: nil, offset: 1, for: test.alice)
        #expect(slice == OutputSlice(octets: [2, 3, 4], attempt: 1, length: 4, complete: true))
    }

    @Test func outputOverTheQuotaIsRefusedAndTheRestIsKept() async throws {
        let test = try await TestBroker(settings: BrokerSettings(brokers: [], outputQuota: 4))
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        _ = try await test.agents.fetch(id, noSession, by: machine)
        _ = try await test.agents.append([1, 2, 3], to: .stderr, of: id, attempt: 1, offset: 0, by: machine)
        let over = await problem {
            _ = try await test.agents.append([4, 5], to: .stderr, of: id, attempt: 1, offset: 3, by: machine)
        }
        #expect(over?.kind == .outputQuota)
        #expect(over?.members["offset"] == 3)
    }

    @Test func outputOfAnAttemptThatIsOverOrNotFetchedIsRefused() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(TestBroker.request(["web-1"], onInterruption: .rerun)).transaction
        func append(attempt: Int) async -> ProblemKind? {
            await problem {
                _ = try await test.agents.append([1], to: .stdout, of: id, attempt: attempt, offset: 0, by: machine)
            }?.kind
        }
        #expect(await append(attempt: 1) == .badRequest)
        _ = try await test.agents.fetch(id, noSession, by: machine)
        #expect(await append(attempt: 1) == nil)
        _ = try await test.agents.report(id, finished(.unknown), by: machine)
        _ = try await test.agents.fetch(id, noSession, by: machine)
        #expect(await append(attempt: 1) == .staleAttempt)
        #expect(await append(attempt: 2) == nil)
    }

    @Test func anInterruptedRerunWakesItsMachine() async throws {
        let test = try await TestBroker()
        let machine = try await test.machine("web-1")
        let id = try await test.submit(TestBroker.request(["web-1"], onInterruption: .rerun)).transaction
        _ = try await test.agents.fetch(id, noSession, by: machine)
        _ = test.waker.take()
        _ = try await test.agents.report(id, finished(.unknown), by: machine)
        #expect(test.waker.take() == [machine.machine])
        #expect(try await test.agents.fetch(id, noSession, by: machine).attempt == 2)
    }

    @Test func aStoreThatFailsIsNotTakenForAnAnswer() async throws {
        let store = FakeBrokerStore()
        let test = try await TestBroker(store: store)
        let machine = try await test.machine("web-1")
        let id = try await test.submit(to: "web-1")
        store.fail(with: StoreError(.full, "disk full"))
        let full = await problem { _ = try await test.agents.fetch(id, noSession, by: machine) }
        #expect(full?.kind == .unavailable)
        #expect(full?.retryAfter != nil)
        #expect(await !test.operators.isReady())
        store.fail(with: StoreError(.corrupt, "secret row"))
        let corrupt = await problem { _ = try await test.agents.fetch(id, noSession, by: machine) }
        #expect(corrupt?.kind == .internalError)
        #expect(corrupt?.description.contains("secret") == false)
        store.fail(with: nil)
        #expect(try await test.agents.fetch(id, noSession, by: machine).attempt == 1)
        #expect(await test.operators.isReady())
    }
}
