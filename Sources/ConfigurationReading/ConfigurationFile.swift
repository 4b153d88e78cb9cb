import Glibc

/// A configuration file on disk, such as `/etc/beckon/agent.yaml`.
///
/// It is taken only if root or this process's own user owns it, and every directory above it, and nobody else can write there: whoever
/// could change it would otherwise decide what this process does.
package struct ConfigurationFile: Sendable {
    package let path: String
    /// It was named by somebody, and must be there.
    package let isNamed: Bool

    package init(path: String, isNamed: Bool) {
        self.path = path
        self.isNamed = isNamed
    }

    /// What it holds; nothing where it is not there and nobody named it.
    package func read() throws(ConfigurationError) -> ConfigurationSection {
        guard let octets = try octets() else { return try ConfigurationSection("", file: path) }
        if let refusal = FileTrust(user: geteuid()).refusal(of: path) {
            throw ConfigurationError(.untrusted, file: path, refusal)
        }
        return try ConfigurationSection(YAMLDocument.parse(octets, file: path), file: path, what: "the file")
    }

    private func octets() throws(ConfigurationError) -> [UInt8]? {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw ConfigurationError(.unreadable, file: quoted(path), "this is not a path")
        }
        // Non-blocking, or opening a named pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT, !isNamed { return nil }
            throw unreadable(String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw unreadable("it is not a regular file")
        }
        return try readAll(descriptor)
    }

    /// A little more than what is taken at most, so that the reader sees that it is too much.
    private func readAll(_ descriptor: Int32) throws(ConfigurationError) -> [UInt8] {
        var octets: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while octets.count <= YAMLDocument.Limits.octets {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(String(cString: strerror(errno))) }
            if count == 0 { break }
            octets += buffer.prefix(count)
        }
        return octets
    }

    private func unreadable(_ reason: String) -> ConfigurationError {
        ConfigurationError(.unreadable, file: path, "cannot be read: \(reason)")
    }
}
