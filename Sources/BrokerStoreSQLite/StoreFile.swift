import BrokerCore
import Glibc

/// The database file and the two that SQLite puts beside it.
enum StoreFile {
    /// Makes sure that file and directory are there and that nobody else can read what is in them. SQLite gives the log and the
    /// index (`-wal`, `-shm`) the mode of the database file.
    static func prepare(_ path: String) throws(StoreError) {
        let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        if !directory.isEmpty, mkdir(directory, 0o700) != 0, errno != EEXIST { throw failure("make the directory", directory) }
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("open the store", path) }
        defer { _ = Glibc.close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else { throw failure("set the mode of", path) }
        for beside in ["\(path)-wal", "\(path)-shm"] where chmod(beside, 0o600) != 0 && errno != ENOENT {
            throw failure("set the mode of", beside)
        }
    }

    private static func failure(_ what: String, _ path: String) -> StoreError {
        StoreError(.failed, "cannot \(what) \(path): \(String(cString: strerror(errno)))")
    }
}
