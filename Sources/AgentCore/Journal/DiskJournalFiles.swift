import Dispatch
import Glibc
import Synchronization

/// `journal.log` in the agent's data directory.
package final class DiskJournalFiles: JournalFiles {
    private let directory: String
    private let log = Mutex<Descriptor?>(nil)
    /// An `fdatasync` that takes milliseconds waits on a thread of its own, not on one that runs tasks.
    private let syncing = DispatchQueue(label: "beckon.journal")
    /// Whether the last sync took less than changing threads twice does: then the next is called where it is asked for. Where a disk
    /// that was quick is slow for once, what runs in that thread is late by one sync.
    private let isBrisk = Atomic(false)
    private static let brisk = Duration.microseconds(100)

    package init(directory: String) {
        self.directory = directory
    }

    private var path: String { directory + "/journal.log" }

    package func read() throws(StorageError) -> [UInt8] {
        guard access(path, F_OK) == 0 else { return [] }
        let file = try OpenFile(path, O_RDONLY)
        return try file.read(count: file.length())
    }

    package func append(_ octets: [UInt8]) throws(StorageError) {
        try openLog().file.append(octets)
    }

    package func sync() async throws(StorageError) {
        let log = try openLog()
        let code =
            isBrisk.load(ordering: .relaxed)
            ? sync(log)
            : await withCheckedContinuation { continuation in
                syncing.async { continuation.resume(returning: self.sync(log)) }
            }
        guard code == 0 else { throw StorageError(.notSynced, "cannot sync \(path): \(OpenFile.reason(code))") }
    }

    /// 0, or the error's number.
    private func sync(_ log: Descriptor) -> Int32 {
        var code: Int32 = 0
        let took = SuspendingClock().measure { code = fdatasync(log.file.descriptor) == 0 ? 0 : errno }
        isBrisk.store(took < Self.brisk, ordering: .relaxed)
        return code
    }

    package func replace(with octets: [UInt8]) throws(StorageError) {
        let draft = path + ".new"
        let file = try OpenFile(draft, O_WRONLY | O_CREAT | O_TRUNC)
        try file.append(octets)
        try file.sync()
        guard rename(draft, path) == 0 else {
            throw StorageError(.notWritten, "cannot rename \(draft): \(OpenFile.reason())")
        }
        try syncDirectory()
        let renamed = Descriptor(try OpenFile(path, O_WRONLY | O_APPEND))
        log.withLock { $0 = renamed }
    }

    package func setAside() throws(StorageError) -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let aside = "\(path).unreadable-\(now.tv_sec)"
        guard rename(path, aside) == 0 else {
            throw StorageError(.notWritten, "cannot rename \(path): \(OpenFile.reason())")
        }
        try syncDirectory()
        return aside
    }

    private func syncDirectory() throws(StorageError) {
        try OpenFile(directory, O_RDONLY | O_DIRECTORY).sync()
    }

    private func openLog() throws(StorageError) -> Descriptor {
        guard let open = log.withLock({ $0 }) else {
            throw StorageError(.notWritten, "\(path) is not open yet")
        }
        return open
    }

    /// Shared by an append and a sync that is under way; closed when the last of them lets go.
    private final class Descriptor: Sendable {
        let file: OpenFile
        init(_ file: consuming OpenFile) { self.file = file }
    }
}
