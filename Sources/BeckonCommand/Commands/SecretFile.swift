import Glibc

/// Files that a command is about to write a secret to.
enum SecretFile {
    /// Before anything is asked for: a credential whose secret is nowhere would lie around until it expires.
    static func refuseReplacing(_ path: String) throws(CommandFailure) {
        guard access(path, F_OK) != 0 else {
            throw CommandFailure(ExitStatus.refused, "\(path) is there already", hint: "name another file with --out")
        }
    }
}
