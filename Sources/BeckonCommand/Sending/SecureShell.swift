/// The system's `ssh`: its configuration, keys and known hosts are the user's own.
struct SecureShell: Hashable, Sendable {
    /// Nil for the user's own configuration file.
    let configuration: String?
    /// `KEY=VALUE`, as in that file.
    let options: [String]

    /// In ssh the first of several values counts, so that the user's come first.
    func arguments(_ command: String, on host: RemoteHost) -> [String] {
        let own = [
            // Several at once, with a file as standard input: there is nobody to ask for a password.
            "BatchMode=yes", "ConnectTimeout=15", "ServerAliveInterval=10", "ServerAliveCountMax=3",
            // A connection that was left open for the next command would hold our pipe open too.
            "ControlMaster=no",
        ]
        return (configuration.map { ["-F", $0] } ?? []) + ["-T"] + (options + own).flatMap { ["-o", $0] } + [
            "--", host.description, command,
        ]
    }

    /// With this status ssh says that it has failed itself.
    private static let ownFailure: Int32 = 255

    /// Blocks the thread until the delivery is made or has failed.
    func deliver(_ delivery: ZeroDelivery, file: String, to host: RemoteHost) -> ZeroSent {
        do throws(CommandFailure) {
            let ended = try ChildProcess.run("ssh", arguments(delivery.command, on: host), input: file)
            guard ended.status == 0 else {
                let said = ended.output.split(whereSeparator: \.isNewline).suffix(4).joined(separator: "\n")
                let who = ended.status == Self.ownFailure ? "ssh" : "the command there"
                return ZeroSent(host, failure: said.isEmpty ? "\(who) ended with status \(ended.status)" : said)
            }
            return ZeroSent(host, path: delivery.destination, isLeft: delivery.enrollment?.keepsFile ?? true, said: ended.output)
        } catch {
            return ZeroSent(host, failure: error.description)
        }
    }
}
