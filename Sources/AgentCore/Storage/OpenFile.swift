import Glibc

/// An open file, closed when it goes out of scope. Each call goes on where a signal interrupted it.
struct OpenFile: ~Copyable {
    let descriptor: Int32
    private let path: String

    /// Refuses what is no regular file, but a directory with O_DIRECTORY.
    init(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(StorageError) {
        let code: StorageError.Code = flags & (O_WRONLY | O_RDWR) == 0 ? .notRead : .notWritten
        let opened = open(path, flags | O_CLOEXEC | O_NONBLOCK, mode)
        guard opened >= 0 else { throw StorageError(code, "cannot open \(path): \(Self.reason())") }
        // A pipe has no end to go to, and a directory's is beyond all measure.
        guard flags & O_DIRECTORY != 0 || (0..<1 << 53).contains(lseek(opened, 0, SEEK_END)) else {
            close(opened)
            throw StorageError(code, "cannot open \(path): it is not a regular file")
        }
        descriptor = opened
        self.path = path
    }

    deinit { close(descriptor) }

    /// Everything, or the file's earlier length is put back and nothing was written.
    func append(_ octets: [UInt8]) throws(StorageError) {
        var rest = octets[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                let reason = Self.reason()
                // Nobody else writes it, so what is at its end are octets of this very call.
                guard ftruncate(descriptor, off_t(length() - (octets.count - rest.count))) == 0 else {
                    throw StorageError(.notSynced, "\(path) was left half written: \(reason)")
                }
                throw StorageError(.notWritten, "cannot write \(path): \(reason)", hint: "free some space and try again")
            }
            rest = rest.dropFirst(written)
        }
    }

    /// Up to `count` octets at `offset`; fewer where the file ends.
    func read(at offset: Int = 0, count: Int) throws(StorageError) -> [UInt8] {
        var octets = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = octets.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw StorageError(.notRead, "cannot read \(path): \(Self.reason())") }
            if got == 0 { break }
            filled += got
        }
        octets.removeLast(count - filled)
        return octets
    }

    func length() -> Int { Int(max(0, lseek(descriptor, 0, SEEK_END))) }

    func sync() throws(StorageError) {
        guard fsync(descriptor) == 0 else { throw StorageError(.notSynced, "cannot sync \(path): \(Self.reason())") }
    }

    static func reason(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }
}
