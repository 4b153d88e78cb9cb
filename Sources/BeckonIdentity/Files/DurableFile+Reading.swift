import Glibc

extension DurableFile {
    /// Reads a whole file.
    /// - Throws: `.notFound`, `.tooLarge` beyond `limit` octets, `.inputOutput` where it is not a regular, readable file.
    package static func read(_ path: String, limit: Int = 1 << 20) throws(IdentityError) -> [UInt8] {
        try read(path, limit: limit, secret: false)
    }

    /// Reads a file that holds a private key or a token.
    /// - Throws: as ``read(_:limit:)``, and `.notPrivate` where group or others have any right to the file.
    package static func readSecret(_ path: String, limit: Int = 1 << 20) throws(IdentityError) -> [UInt8] {
        try read(path, limit: limit, secret: true)
    }

    private static func read(_ path: String, limit: Int, secret: Bool) throws(IdentityError) -> [UInt8] {
        // Non-blocking, or opening a named pipe would wait for its writer.
        let file = try FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK)
        let status = try file.status()
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw IdentityError(.inputOutput, "cannot read \(path): it is not a regular file")
        }
        if secret, status.st_mode & 0o077 != 0 {
            throw IdentityError(
                .notPrivate, "\(path) holds a secret and must not be open to group or others", hint: "chmod 600 \(path)")
        }
        let octets = try file.readAll(limit: limit)
        guard octets.count <= limit else { throw IdentityError(.tooLarge, "\(path) is larger than \(limit) octets") }
        return octets
    }
}
