import Glibc

/// An open file that is closed when it goes out of scope, with the system's calls repeated where a signal interrupted them.
struct FileDescriptor: ~Copyable {
    let number: Int32
    private let path: String

    /// - Throws: `.notFound` or `.inputOutput`.
    init(opening path: String, _ flags: Int32, mode: mode_t = 0) throws(IdentityError) {
        // A zero would end the path early, in another place than the one that was meant.
        guard !path.utf8.contains(0), !path.isEmpty else {
            throw IdentityError(.inputOutput, "\(IdentityError.quoted(path)) is not a path")
        }
        var number = open(path, flags | O_CLOEXEC, mode)
        while number < 0, errno == EINTR { number = open(path, flags | O_CLOEXEC, mode) }
        guard number >= 0 else { throw FileDescriptor.failure("open", path) }
        self.number = number
        self.path = path
    }

    deinit { _ = close(number) }

    func status() throws(IdentityError) -> stat {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw FileDescriptor.failure("examine", path) }
        return status
    }

    func setMode(_ mode: mode_t) throws(IdentityError) {
        guard fchmod(number, mode) == 0 else { throw FileDescriptor.failure("set the mode of", path) }
    }

    func writeAll(_ octets: [UInt8]) throws(IdentityError) {
        var written = 0
        while written < octets.count {
            let count = octets.withUnsafeBytes { write(number, $0.baseAddress.map { $0 + written }, $0.count - written) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FileDescriptor.failure("write", path) }
            written += count
        }
    }

    /// Reads to the end, or until there is more than the limit.
    func readAll(limit: Int) throws(IdentityError) -> [UInt8] {
        var octets: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while octets.count <= limit {
            let count = buffer.withUnsafeMutableBytes { read(number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileDescriptor.failure("read", path) }
            if count == 0 { break }
            octets += buffer.prefix(count)
        }
        return octets
    }

    /// Returns when the disk has it.
    func synchronize() throws(IdentityError) {
        // Not repeated on failure: the kernel may have dropped the pages and then reports success.
        guard fsync(number) == 0 else { throw FileDescriptor.failure("fsync", path) }
    }

    /// The error for the call that has just failed.
    static func failure(_ verb: String, _ path: String) -> IdentityError {
        let number = errno
        let reason = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        let code: IdentityError.Code = number == ENOENT ? .notFound : .inputOutput
        return IdentityError(code, "cannot \(verb) \(path): \(reason)")
    }
}
