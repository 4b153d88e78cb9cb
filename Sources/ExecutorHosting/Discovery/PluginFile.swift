import Glibc

/// A file that may be loaded: nobody but root and the agent's own user can have written it.
struct PluginFile: Hashable, Sendable {
    let path: String

    /// Checks the file and its directory (WIRE: files). Symbolic links are refused: what is checked must be what is loaded.
    init(checking path: String) throws(PluginRefusal) {
        let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try Self.check(directory.isEmpty ? "/" : directory, isDirectory: true)
        try Self.check(path, isDirectory: false)
        self.path = path
    }

    static func check(_ path: String, isDirectory: Bool) throws(PluginRefusal) {
        var status = stat()
        // The directory itself may be reached through a link that an admin made; the file may not be one.
        guard (isDirectory ? stat(path, &status) : lstat(path, &status)) == 0 else {
            throw PluginRefusal("\(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & S_IFMT == (isDirectory ? S_IFDIR : S_IFREG) else {
            throw PluginRefusal("\(path) is not a \(isDirectory ? "directory" : "regular file")")
        }
        guard status.st_uid == 0 || status.st_uid == geteuid() else {
            throw PluginRefusal("\(path) is owned by uid \(status.st_uid), only root and uid \(geteuid()) are trusted")
        }
        guard status.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
            throw PluginRefusal("\(path) can be written by its group or by anyone; take that right away (chmod go-w)")
        }
    }
}
