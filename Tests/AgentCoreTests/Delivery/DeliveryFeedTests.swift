import AgentTestSupport
import BeckonIdentity
import BeckonWire
import Crypto
import Testing

@testable import AgentCore

@Suite struct DeliveryFeedTests {
    private let spool = MemorySpool()

    @Test func aFullSpoolHoldsTheWriterUpUntilTheBrokerHasTaken() async throws {
        let feed = feed(limit: 1600)
        let written = Task {
            for _ in 0..<100 { try? await feed.write([UInt8](repeating: 7, count: 100), to: .stdout) }
        }
        var taken = 0
        while taken < 10_000 {
            guard case .append(let octets, .stdout, let offset)? = await feed.next() else { break }
            #expect(offset == taken)
            taken += octets.count
            await feed.resume(.stdout, at: taken)
        }
        await written.value
        #expect(taken == 10_000)
        #expect(spool.largest <= 1600)
    }

    @Test func theWriterDoesNotGetAheadOfTheBoundAtAll() async throws {
        let feed = feed(limit: 1600)
        let (writes, count) = AsyncStream.makeStream(of: Int.self)
        let writer = Task {
            for number in 0..<100 {
                try? await feed.write([UInt8](repeating: 7, count: 100), to: .stderr)
                count.yield(number)
            }
        }
        for await number in writes where number == 15 { break }
        #expect(spool.largest == 1600)
        await feed.end()
        await writer.value
        #expect(spool.largest == 1600 && spool.isEmpty)
    }

    @Test func namesAllOfTheOutputWithItsHash() async throws {
        let feed = feed()
        try await feed.write(Array("hello ".utf8), to: .stdout)
        try await feed.write(Array("world".utf8), to: .stdout)
        #expect(await feed.next() == .append(Array("hello world".utf8), stream: .stdout, offset: 0))
        await feed.resume(.stdout, at: 11)
        await finish(feed)
        let summary = try #require(try await outcome(feed).output?[.stdout])
        #expect(summary == OutputSummary(length: 11, sha256: hash("hello world"), truncated: false))
    }

    @Test func resendsFromWhereTheBrokerIs() async throws {
        let feed = feed()
        try await feed.write(Array("hello world".utf8), to: .stdout)
        await feed.resume(.stdout, at: 4)
        #expect(await feed.next() == .append(Array("o world".utf8), stream: .stdout, offset: 4))
        await feed.resume(.stdout, at: 11)
        await feed.resume(.stdout, at: 2)
        #expect(await feed.next() == .append(Array("llo world".utf8), stream: .stdout, offset: 2))
        await feed.resume(.stdout, at: 11)
        await finish(feed)
        #expect(try await outcome(feed).output?[.stdout]?.sha256 == hash("hello world"))
    }

    @Test func anOutputOverQuotaIsTruncatedAndTheInstructionGoesOn() async throws {
        let feed = feed(limit: 1600)
        try await feed.write(Array("kept".utf8), to: .stdout)
        await feed.resume(.stdout, at: 4)
        try await feed.write(Array("not kept".utf8), to: .stdout)
        await feed.cut(.stdout)
        for _ in 0..<1000 { try await feed.write([UInt8](repeating: 0, count: 100), to: .stdout) }
        await finish(feed)
        let summary = try await outcome(feed).output?[.stdout]
        #expect(summary == OutputSummary(length: 4, sha256: hash("kept"), truncated: true))
    }

    @Test func aFullDiskTruncatesAndSaysSo() async throws {
        let feed = feed()
        try await feed.write(Array("kept".utf8), to: .stdout)
        spool.fill()
        await #expect(throws: StorageError.self) { try await feed.write(Array("lost".utf8), to: .stdout) }
        #expect(await feed.next() == .append(Array("kept".utf8), stream: .stdout, offset: 0))
        await feed.resume(.stdout, at: 4)
        await finish(feed)
        #expect(try await outcome(feed).output?[.stdout]?.truncated == true)
    }

    @Test func anotherLifeSendsWhatIsInTheSpool() async throws {
        let first = feed()
        try await first.write(Array("hello world".utf8), to: .stderr)
        await first.resume(.stderr, at: 5)
        let second = feed()
        await second.recover(try spool.segments())
        #expect(await second.next() == .append(Array("hello world".utf8), stream: .stderr, offset: 0))
        await second.resume(.stderr, at: 5)
        await second.resume(.stderr, at: 11)
        await finish(second)
        #expect(try await outcome(second).output?[.stderr]?.sha256 == hash("hello world"))
    }

    private func feed(limit: Int = 1 << 20) -> DeliveryFeed {
        var settings = AgentSettings()
        settings.spoolLimit = limit
        return DeliveryFeed(transaction: Self.transaction, attempt: 1, files: spool, settings: settings)
    }

    private static let transaction = TransactionID.generate(at: .start)

    private func finish(_ feed: DeliveryFeed) async {
        await feed.send(finished: feed.finish(RunResult(outcome: .succeeded), at: .start))
    }

    private func outcome(_ feed: DeliveryFeed) async throws -> Finish {
        guard case .report(let events)? = await feed.next(), case .finished(let finish)? = events.last?.content else {
            throw StorageError(.notRead, "no outcome is reported")
        }
        return finish
    }

    private func hash(_ text: String) -> String { Hexadecimal.text(SHA256.hash(data: Array(text.utf8))) }
}
