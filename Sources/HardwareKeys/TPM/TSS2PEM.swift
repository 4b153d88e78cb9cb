import BeckonIdentity

/// The form in which a TPM's keys are kept in files: the key encrypted by the TPM, in a PEM block of its own name.
enum TSS2PEM {
    private static let head = "-----BEGIN TSS2 PRIVATE KEY-----"
    private static let foot = "-----END TSS2 PRIVATE KEY-----"

    /// The block's base 64, in one piece.
    static func data(of pem: String) -> String? {
        let lines = pem.split(separator: "\n")
        guard lines.count >= 3, lines.first == head[...], lines.last == foot[...] else { return nil }
        return lines.dropFirst().dropLast().joined()
    }

    static func block(_ data: String) -> String {
        var lines = [head]
        var rest = data[...]
        while !rest.isEmpty {
            lines.append(String(rest.prefix(64)))
            rest = rest.dropFirst(64)
        }
        return (lines + [foot]).joined(separator: "\n") + "\n"
    }

    /// The text of a key file.
    /// - Throws: `.invalidKey` where it holds anything else, a key that needs no TPM above all.
    static func file(_ path: String) throws(IdentityError) -> String {
        let text = String(decoding: try DurableFile.read(path, limit: 16 * 1024), as: UTF8.self)
        guard data(of: text) != nil else {
            throw IdentityError(
                .invalidKey, "\(path) is not the file of a TPM's key: it must hold one block TSS2 PRIVATE KEY",
                hint: "make one with: openssl genpkey -provider tpm2 -algorithm EC -pkeyopt group:P-256")
        }
        return text
    }
}
