package import Glibc

extension DurableFile {
    /// Makes a directory and its missing parents (those with 0755), durably.
    ///
    /// A directory that is there already is taken if it grants group and others no more than `mode` does. An empty one of this
    /// user is tightened first: somebody made it for this purpose.
    /// - Throws: `.notPrivate` where it grants more, `.inputOutput` where it is no directory or cannot be made.
    package static func createDirectory(_ path: String, mode: mode_t = 0o700) throws(IdentityError) {
        let path = withoutTrailingSlashes(path)
        if try !exists(path) {
            let parent = split(path).directory
            if try !exists(parent) { try createDirectory(parent, mode: 0o755) }
            guard mkdir(path, mode & 0o700) == 0 || errno == EEXIST else {
                throw FileDescriptor.failure("create the directory", path)
            }
            let directory = try FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY)
            try directory.setMode(mode)
            try directory.synchronize()
            try synchronize(directory: parent)
        }
        try judge(path, mode: mode)
    }

    private static func judge(_ path: String, mode: mode_t) throws(IdentityError) {
        let directory = try FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY)
        let status = try directory.status()
        guard status.st_mode & 0o077 & ~mode != 0 else { return }
        if status.st_uid == geteuid(), try isEmpty(path) {
            try directory.setMode(mode)
            return
        }
        throw IdentityError(
            .notPrivate, "the directory \(path) must not be open to group or others",
            hint: "chmod \(String(mode, radix: 8)) \(path)")
    }

    private static func exists(_ path: String) throws(IdentityError) -> Bool {
        var status = stat()
        if stat(path, &status) == 0 { return true }
        guard errno == ENOENT else { throw FileDescriptor.failure("examine", path) }
        return false
    }

    private static func isEmpty(_ path: String) throws(IdentityError) -> Bool {
        guard let stream = opendir(path) else { throw FileDescriptor.failure("list", path) }
        defer { closedir(stream) }
        // Every directory lists itself and its parent.
        for _ in 0..<2 { _ = readdir(stream) }
        return readdir(stream) == nil
    }

    private static func withoutTrailingSlashes(_ path: String) -> String {
        var path = path
        while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
        return path
    }
}
