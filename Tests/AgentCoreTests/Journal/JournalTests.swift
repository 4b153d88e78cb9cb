import AgentTestSupport
import BeckonWire
import Testing

@testable import AgentCore

@Suite struct JournalTests {
    @Test func countsItsStartsAndKeepsItsID() async throws {
        let files = PowerCutFiles()
        let first = try Journal(files: files, at: .start, newID: "one")
        let second = try Journal(files: files, at: .start, newID: "two")
        #expect(first.id == "one" && second.id == "one")
        #expect(second.run == first.run + 1)
    }

    @Test func copiesOfAJournalThatStartAtDifferentTimesAreDifferentRuns() throws {
        let files = PowerCutFiles()
        _ = try Journal(files: files, at: .start, newID: "one")
        let copy = PowerCutFiles(files.content)
        let first = try Journal(files: files, at: .start.adding(seconds: 60), newID: "two")
        let second = try Journal(files: copy, at: .start.adding(seconds: 61), newID: "three")
        #expect(first.id == second.id)
        #expect(second.run > first.run)
        // A clock that was set back takes no run back.
        let later = try Journal(files: copy, at: .start, newID: "four")
        #expect(later.run > second.run)
    }

    @Test func knowsAfterARestartWhatWasFetchedStartedAndFinished() async throws {
        let files = PowerCutFiles()
        let journal = try Journal(files: files, at: .start, newID: "one")
        let (running, finished, over) = (order(), order(), order())
        for order in [running, finished, over] { try await journal.commit(.fetched(order: order)) }
        try await journal.append(.host(transaction: running.transaction, attempt: 1, process: host))
        try await journal.append(.finished(transaction: finished.transaction, attempt: 1, event: event))
        try await journal.append(.finished(transaction: over.transaction, attempt: 1, event: event))
        try await journal.append(.acknowledged(transaction: over.transaction, attempt: 1, at: .start))

        // Twice, because the second start reads what the first one has compacted.
        for _ in 0..<2 {
            let again = try Journal(files: files, at: .start, newID: "two")
            #expect(
                again.recovered
                    == [
                        JournalEntry(transaction: running.transaction, attempt: 1, host: host),
                        JournalEntry(transaction: finished.transaction, attempt: 1, finished: event),
                    ].sorted { $0.transaction < $1.transaction })
            #expect(again.leftovers == [host])
            let tombstone = await again.tombstone(of: over.transaction)
            #expect(tombstone?.outcome == .failed && tombstone?.exitCode == 3)
            #expect(await again.attempt(of: over.transaction) == 1)
        }
    }

    @Test func keepsTombstonesForThirtyDays() async throws {
        let files = PowerCutFiles()
        let journal = try Journal(files: files, at: .start, newID: "one")
        let order = order()
        try await journal.commit(.fetched(order: order))
        try await journal.append(.acknowledged(transaction: order.transaction, attempt: 1, at: .start))
        let day = 86_400
        let before = try Journal(files: files, at: .start.adding(seconds: 30 * day - 1), newID: "x")
        #expect(await before.attempt(of: order.transaction) == 1)
        let after = try Journal(files: files, at: .start.adding(seconds: 30 * day + 1), newID: "x")
        #expect(await after.attempt(of: order.transaction) == nil)
    }

    @Test func compactsWhenItHasGrown() async throws {
        let files = PowerCutFiles()
        let journal = try Journal(files: files, at: .start, newID: "one")
        let text = String(repeating: "x", count: 100_000)
        for _ in 0..<12 {
            let order = order(["command": .string(text)])
            try await journal.commit(.fetched(order: order))
            try await journal.append(.acknowledged(transaction: order.transaction, attempt: 1, at: .start))
        }
        #expect(files.content.count > 1_000_000)
        try await journal.compactIfGrown(at: .start)
        #expect(files.content.count < 10_000)
        let late = order()
        try await journal.commit(.fetched(order: late))
        let again = try Journal(files: files, at: .start, newID: "two")
        #expect(again.recovered.map(\.transaction) == [late.transaction])
    }

    @Test func commitsThatComeTogetherShareASync() async throws {
        let files = PowerCutFiles()
        let journal = try Journal(files: files, at: .start, newID: "one")
        let orders = (0..<64).map { _ in order() }
        try await withThrowingTaskGroup { group in
            for order in orders { group.addTask { try await journal.commit(.fetched(order: order)) } }
            try await group.waitForAll()
        }
        let again = try Journal(files: files, at: .start, newID: "two")
        #expect(Set(again.recovered.map(\.transaction)) == Set(orders.map(\.transaction)))
    }

    @Test func takesAnInstructionOfTheGreatestDepth() async throws {
        let files = PowerCutFiles()
        let journal = try Journal(files: files, at: .start, newID: "one")
        var value: JSONValue = "deep"
        for _ in 0..<WireJSON.maximumDepth { value = [value] }
        let order = order(["command": value])
        try await journal.commit(.fetched(order: order))
        let again = try Journal(files: files, at: .start, newID: "two")
        #expect(again.setAside == nil && again.recovered.count == 1)
    }
}

extension Timestamp {
    static let start = Timestamp(milliseconds: 1_795_000_000_000)
}

let host = HostProcess(pid: 4711, startTime: 99, token: "token")
let event = ReportEvent(seq: 2, at: .start, .finished(Finish(outcome: .failed, exitCode: 3)))

func order(_ parameters: JSONValue = ["command": "true"], attempt: Int = 1) -> FetchResponse {
    FetchResponse(
        transaction: .generate(at: .start), attempt: attempt, instruction: Instruction(executor: "shell", parameters: parameters),
        timeout: 60, onInterruption: .report, traceparent: nil)
}
