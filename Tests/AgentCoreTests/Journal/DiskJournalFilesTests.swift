import BeckonWire
import Glibc
import TestSupport
import Testing

@testable import AgentCore

@Suite struct DiskJournalFilesTests {
    @Test func aJournalOnDiskOutlastsItsProcess() async throws {
        let directory = try TemporaryDirectory()
        let order = order()
        do {
            let journal = try Journal(files: DiskJournalFiles(directory: directory.path), at: .start, newID: "one")
            try await journal.commit(.fetched(order: order))
            try await journal.append(.host(transaction: order.transaction, attempt: 1, process: host))
        }
        let again = try Journal(files: DiskJournalFiles(directory: directory.path), at: .start, newID: "two")
        #expect(again.id == "one")
        #expect(again.recovered == [JournalEntry(transaction: order.transaction, attempt: 1, host: host)])
        #expect(try directory.contents() == ["journal.log"])
    }

    @Test func aDamagedLogIsRenamedAndKept() async throws {
        let directory = try TemporaryDirectory()
        let files = DiskJournalFiles(directory: directory.path)
        let journal = try Journal(files: files, at: .start, newID: "one")
        for _ in 0..<3 { try await journal.commit(.fetched(order: order())) }
        var content = try files.read()
        content[content.count / 2] ^= 1
        try files.replace(with: content)
        let again = try Journal(files: DiskJournalFiles(directory: directory.path), at: .start, newID: "two")
        let setAside = try #require(again.setAside)
        #expect(again.id == "two" && setAside.hasPrefix(directory.path + "/journal.log.unreadable-"))
        #expect(try directory.contents().count == 2)
    }

    @Test func whatIsNoFileIsAClearError() throws {
        let directory = try TemporaryDirectory()
        _ = mkdir(directory.path + "/journal.log", 0o700)
        let error = #expect(throws: StorageError.self) {
            _ = try Journal(files: DiskJournalFiles(directory: directory.path), at: .start, newID: "one")
        }
        #expect(error?.message.contains("/journal.log") == true)
    }

    @Test func aDirectoryThatIsNotThereIsAClearError() throws {
        let error = #expect(throws: StorageError.self) {
            _ = try Journal(files: DiskJournalFiles(directory: "/nonexistent/beckon"), at: .start, newID: "one")
        }
        #expect(error?.message.contains("/nonexistent/beckon/journal.log") == true)
    }
}
