import Glibc

/// The right to use a data directory, held until this object is gone or the process ends, however it ends.
///
/// Child processes do not inherit it.
package final class DirectoryLock: Sendable {
    package let directory: String
    private let descriptor: Int32

    /// Locks a directory by its file `lock`, which is made if need be and never removed.
    /// - Throws: `.locked` where another process (or another lock in this one) holds it, `.notFound`, `.inputOutput`.
    package init(directory: String) throws(IdentityError) {
        let path = "\(directory)/lock"
        let file = try FileDescriptor(opening: path, O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
        guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw FileDescriptor.failure("lock", path) }
            throw IdentityError(
                .locked, "another process uses \(directory)", hint: "see who does with: fuser \(path)")
        }
        // The lock belongs to the open file, so a second descriptor of it keeps it when `file` closes the first.
        let descriptor = fcntl(file.number, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { throw FileDescriptor.failure("lock", path) }
        self.directory = directory
        self.descriptor = descriptor
    }

    deinit { _ = close(descriptor) }
}
