import AgentTestSupport
import BeckonWire
import TestSupport
import Testing

@testable import AgentCore

/// The power goes at every single operation on the file, and every kind of remains is left of what was not synced.
@Suite struct JournalPowerCutTests {
    @Test(arguments: PowerCutFiles.Survival.allCases)
    func keepsEveryCommitWhereverThePowerGoes(survival: PowerCutFiles.Survival) async throws {
        var cuts = 0
        for operation in 0... {
            let files = PowerCutFiles()
            let before = try Journal(files: files, at: .start, newID: "one")
            try await before.commit(.fetched(order: order()))
            files.cutPower(at: operation, leaving: survival)
            let (promised, highestRun) = await live(files)
            let wasCut = files.boot()

            let after = try Journal(files: files, at: .start, newID: "two")
            #expect(after.setAside == nil, "cut at \(operation)")
            #expect(after.id == "one")
            #expect(after.run > highestRun)
            for transaction in promised {
                #expect(await after.attempt(of: transaction) == 1, "cut at \(operation)")
            }
            guard wasCut else { break }
            cuts += 1
        }
        #expect(cuts > 10)
    }

    @Test func aTornTailLosesNothingThatWasSynced() async throws {
        let files = PowerCutFiles()
        let journal = try Journal(files: files, at: .start, newID: "one")
        let promised = order()
        try await journal.commit(.fetched(order: promised))
        let whole = files.content.count
        try await journal.append(.host(transaction: promised.transaction, attempt: 1, process: host))
        try await journal.append(.finished(transaction: promised.transaction, attempt: 1, event: event))
        let content = files.content
        for length in whole..<content.count {
            let torn = PowerCutFiles(Array(content.prefix(length)))
            let again = try Journal(files: torn, at: .start, newID: "two")
            #expect(again.id == "one")
            #expect(again.recovered.map(\.transaction) == [promised.transaction], "torn at \(length)")
        }
    }

    @Test func aRecordThatWasLostAfterASyncSetsTheJournalAside() async throws {
        let files = PowerCutFiles()
        let journal = try Journal(files: files, at: .start, newID: "one")
        let (over, lost) = (order(), order())
        try await journal.commit(.fetched(order: over))
        try await journal.append(.acknowledged(transaction: over.transaction, attempt: 1, at: .start))
        let beginning = files.content.count
        try await journal.commit(.fetched(order: lost))
        let end = files.content.count
        try await journal.commit(.fetched(order: order()))

        for position in stride(from: beginning, to: end, by: 7) {
            var content = files.content
            content[position] ^= 0x40
            let damaged = PowerCutFiles(content)
            let again = try Journal(files: damaged, at: .start, newID: "two")
            // The broker hears of another journal, and says that what was held is unknown.
            #expect(again.id == "two" && again.setAside != nil, "damage at \(position)")
            #expect(again.recovered.isEmpty)
            #expect(damaged.setAsideCount == 1)
            // What was over before the damage is still never run again.
            #expect(await again.attempt(of: over.transaction) == 1)
        }
    }

    @Test func aLogWhoseBeginningIsDamagedIsNoTornTail() async throws {
        let files = PowerCutFiles()
        let held = order()
        _ = try await Journal(files: files, at: .start, newID: "one").commit(.fetched(order: held))
        // A second start rewrites the log: all of it was durable before it had its name.
        _ = try Journal(files: files, at: .start, newID: "two")
        let whole = files.content
        var damaged = stride(from: 0, to: whole.count, by: 11).map { position in
            var content = whole
            content[position] ^= 0x40
            return content
        }
        damaged += stride(from: 1, to: whole.count, by: 13).map { Array(whole.prefix($0)) }
        damaged.append([UInt8](repeating: 0x5A, count: 3000))
        for content in damaged {
            let again = try Journal(files: PowerCutFiles(content), at: .start, newID: "three")
            #expect(again.id == "three" && again.setAside != nil)
            #expect(again.recovered.isEmpty)
        }
    }

    @Test func anythingAtAllInTheFileIsReadWithoutACrash() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<500 {
            let octets = (0..<Int.random(in: 0..<200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            let magic = Bool.random(using: &random) ? Array("BKJ1".utf8) : []
            let journal = try Journal(files: PowerCutFiles(magic + octets), at: .start, newID: "new")
            #expect(journal.run > 0)
        }
    }

    /// A life of an agent as far as its journal sees it; returns what it was promised.
    private func live(_ files: PowerCutFiles) async -> (promised: [TransactionID], highestRun: Int) {
        var promised: [TransactionID] = []
        var run = 1
        do {
            for _ in 0..<2 {
                let journal = try Journal(files: files, at: .start, newID: "never")
                run = journal.run
                for _ in 0..<2 {
                    let order = order()
                    try await journal.commit(.fetched(order: order))
                    promised.append(order.transaction)
                    try await journal.append(.host(transaction: order.transaction, attempt: 1, process: host))
                    try await journal.append(.finished(transaction: order.transaction, attempt: 1, event: event))
                    try await journal.append(.acknowledged(transaction: order.transaction, attempt: 1, at: .start))
                }
            }
        } catch {}
        return (promised, run)
    }
}
