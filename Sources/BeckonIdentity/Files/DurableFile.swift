package import Glibc

/// Small files that survive a power cut whole: keys, certificates, profiles.
///
/// A reader sees the old content or the new, never a part: the new content goes to a temporary file beside it, which is renamed
/// into place once the disk has it, and the directory is synchronised as well. A crash in between leaves the old file and
/// perhaps a hidden `.NAME.….tmp` with the old file's protection, which nothing reads.
package enum DurableFile {
    /// Writes a file, or replaces it. Returns when the disk has it.
    /// - Parameter mode: exactly these permissions, whatever the umask.
    /// - Throws: `.notFound` where the directory is missing, `.inputOutput`.
    package static func write(_ bytes: some Sequence<UInt8>, to path: String, mode: mode_t = 0o600) throws(IdentityError) {
        let (directory, name) = split(path)
        guard !name.isEmpty, name != ".", name != ".." else {
            throw IdentityError(.inputOutput, "\(IdentityError.quoted(path)) does not name a file")
        }
        let temporary = "\(directory)/.\(name).\(UInt64.random(in: .min ... .max)).tmp"
        do throws(IdentityError) {
            try create(temporary, Array(bytes), mode: mode)
            guard rename(temporary, path) == 0 else { throw FileDescriptor.failure("replace", path) }
        } catch {
            _ = unlink(temporary)
            throw error
        }
        try synchronize(directory: directory)
    }

    private static func create(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(IdentityError) {
        // Exclusively, and with no one else's rights before the real mode is set.
        let file = try FileDescriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode & 0o700)
        try file.setMode(mode)
        try file.writeAll(bytes)
        try file.synchronize()
    }

    /// Makes what was created in, renamed in or removed from a directory durable.
    package static func synchronize(directory: String) throws(IdentityError) {
        try FileDescriptor(opening: directory, O_RDONLY | O_DIRECTORY).synchronize()
    }

    /// The directory (`.` and `/` included) and the last part of a path.
    static func split(_ path: String) -> (directory: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
        let name = String(path[path.utf8.index(after: slash)...])
        let directory = String(path[..<slash])
        return (directory.isEmpty ? "/" : directory, name)
    }
}
