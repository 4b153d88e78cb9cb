package import Foundation
import Glibc

/// An `sshd` on loopback with keys and a configuration of its own. Each host is a port of it, whose commands run in a directory of
/// that host's name: so that what is sent to one is not seen at another.
package final class SecureShellServer: Sendable {
    package static let missing = DebianPackages.install(["openssh-server", "openssh-client"])

    private let directory: URL
    private let pid: pid_t
    /// For `ssh -F`. Knows each host, and `gone`, where nobody listens.
    package let configuration: String

    /// - Parameters:
    ///   - hosts: names, each with a free port.
    ///   - parent: where the hosts' directories are made.
    package init(hosts: [(name: String, port: Int)], gone: Int, in parent: URL) throws {
        directory = parent.appending(path: "ssh")
        configuration = directory.appending(path: "config").path
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        // Where sshd as root leaves its children that are not authenticated yet.
        if getuid() == 0 { mkdir("/run/sshd", 0o755) }
        for key in ["host", "user"] {
            try DeviceTool.run(
                "/usr/bin/ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", directory.appending(path: key).path],
                environment: [:])
        }
        for host in hosts {
            try FileManager.default.createDirectory(at: parent.appending(path: host.name), withIntermediateDirectories: true)
        }
        let settings = directory.appending(path: "sshd_config")
        try Self.server(hosts, directory, parent).write(to: settings, atomically: true, encoding: .utf8)
        try Self.client(hosts + [("gone", gone)], directory).write(toFile: configuration, atomically: true, encoding: .utf8)
        // It says where it listens, forks, and only then ends: what follows finds it listening.
        try DeviceTool.run(
            "/usr/sbin/sshd", ["-E", directory.appending(path: "log").path, "-f", settings.path], environment: [:])
        pid = try Self.pid(in: directory.appending(path: "pid"))
    }

    deinit { kill(pid, SIGTERM) }

    private static func pid(in file: URL) throws -> pid_t {
        let deadline = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < deadline {
            if let text = try? String(contentsOf: file, encoding: .utf8), let pid = pid_t(text.filter(\.isNumber)) { return pid }
            usleep(10_000)
        }
        throw DeviceTool.Failure(description: "sshd wrote no \(file.path)")
    }

    private static func server(_ hosts: [(name: String, port: Int)], _ directory: URL, _ parent: URL) -> String {
        var lines =
            hosts.map { "Port \($0.port)" } + [
                "ListenAddress 127.0.0.1", "HostKey \(directory.path)/host", "AuthorizedKeysFile \(directory.path)/user.pub",
                // The temporary directory above is everybody's.
                "StrictModes no", "UsePAM no", "PasswordAuthentication no", "PermitRootLogin yes",
                "PidFile \(directory.path)/pid",
            ]
        for host in hosts {
            lines += [
                "Match LocalPort \(host.port)",
                "    ForceCommand cd \(parent.appending(path: host.name).path) && exec sh -c \"$SSH_ORIGINAL_COMMAND\"",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func client(_ hosts: [(name: String, port: Int)], _ directory: URL) throws -> String {
        let key = try String(contentsOf: directory.appending(path: "host.pub"), encoding: .utf8)
        try "beckon-test \(key)".write(to: directory.appending(path: "known"), atomically: true, encoding: .utf8)
        guard let name = getpwuid(getuid())?.pointee.pw_name else {
            throw DeviceTool.Failure(description: "user \(getuid()) has no name")
        }
        return hosts.map { "Host \($0.name)\n    Port \($0.port)\n" }.joined() + """
            Host *
                HostName 127.0.0.1
                HostKeyAlias beckon-test
                User \(String(cString: name))
                IdentityFile \(directory.path)/user
                IdentitiesOnly yes
                UserKnownHostsFile \(directory.path)/known
                GlobalKnownHostsFile /dev/null
                StrictHostKeyChecking yes
                LogLevel ERROR

            """
    }
}
