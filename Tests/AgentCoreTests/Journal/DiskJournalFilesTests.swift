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

    @Test func whatDoesNotFitWholeIsNotThereAtAll() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/journal.log"
        let file = try OpenFile(path, O_WRONLY | O_CREAT | O_APPEND)
        // As on a full disk: there is room for three octets more. What comes before them is a hole, which takes no room.
        let largest = 1 << 30
        #expect(truncate(path, largest - 3) == 0)
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
        var less = rlimit(rlim_cur: rlim_t(largest), rlim_max: limit.rlim_max)
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &less)
        defer { setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) }
        do throws(StorageError) {
            try file.append(Array("octets".utf8))
            Issue.record("it was written")
        } catch {
            #expect(error.code == .notWritten)
        }
        #expect(file.length() == largest - 3)
        try file.append(Array("abc".utf8))
        #expect(file.length() == largest)
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
