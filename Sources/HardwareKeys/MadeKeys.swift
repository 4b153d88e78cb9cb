import BeckonIdentity

/// Which keys this agent has made in a token, in a file of its data directory: a reference on each line, the newest last.
///
/// Written before the key is made, so that no crash leaves a key behind that nobody knows of; and what is not written here is never
/// destroyed, whoever else uses the token.
struct MadeKeys: Sendable {
    let path: String

    /// More than a working token ever leaves: one in force, one next, and what could not be destroyed yet.
    static let limit = 64

    func all() throws(IdentityError) -> [String] {
        do {
            return String(decoding: try DurableFile.read(path), as: UTF8.self).split(separator: "\n").map { String($0) }
        } catch {
            if error.code == .notFound { return [] }
            throw error
        }
    }

    func add(_ reference: String) throws(IdentityError) {
        try write((try all() + [reference]).suffix(Self.limit))
    }

    func remove(_ reference: String) throws(IdentityError) {
        try write(try all().filter { $0 != reference })
    }

    private func write(_ references: some Collection<String>) throws(IdentityError) {
        try DurableFile.write(references.map { $0 + "\n" }.joined().utf8, to: path, mode: 0o600)
    }
}
