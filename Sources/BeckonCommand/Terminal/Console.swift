package import BeckonWire
import FoundationEssentials
import Glibc

/// Where the command writes to: standard output and standard error, each either a terminal or not.
package actor Console {
    /// What is known about one of the two.
    package struct Target: Sendable {
        let descriptor: Int32
        package let isTerminal: Bool

        package init(descriptor: Int32, isTerminal: Bool) {
            self.descriptor = descriptor
            self.isTerminal = isTerminal
        }

        init(descriptor: Int32) {
            self.init(descriptor: descriptor, isTerminal: isatty(descriptor) == 1)
        }
    }

    package nonisolated let stdout: Target
    package nonisolated let stderr: Target
    /// Whether colours are wanted at all (https://no-color.org).
    private nonisolated let wantsColour: Bool

    static let standard = Console(
        stdout: Target(descriptor: STDOUT_FILENO), stderr: Target(descriptor: STDERR_FILENO),
        environment: ProcessInfo.processInfo.environment)

    package init(stdout: Target, stderr: Target, environment: [String: String] = [:]) {
        self.stdout = stdout
        self.stderr = stderr
        wantsColour = environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
    }

    nonisolated func target(_ stream: OutputStream) -> Target { stream == .stdout ? stdout : stderr }

    nonisolated func style(_ stream: OutputStream) -> Style { Style(isOn: wantsColour && target(stream).isTerminal) }

    /// Writes octets as they are.
    /// - Throws: `ExitStatus.Requested` where the reader has gone.
    package func write(_ octets: [UInt8], to stream: OutputStream) throws {
        let descriptor = target(stream).descriptor
        var written = 0
        while written < octets.count {
            let count = octets.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written)
            }
            if count >= 0 {
                written += count
            } else if errno == EAGAIN {
                // A terminal that somebody else has set to non-blocking.
                var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&poller, 1, -1)
            } else if errno == EPIPE {
                throw ExitStatus.Requested(status: ExitStatus.outputClosed)
            } else if errno != EINTR {
                throw CommandFailure(ExitStatus.refused, "cannot write the output: \(String(cString: strerror(errno)))")
            }
        }
    }

    /// Writes a line of ours. What others have a say in must be escaped already (`TerminalText`).
    func line(_ text: String, to stream: OutputStream = .stdout) throws {
        try write(Array((text + "\n").utf8), to: stream)
    }

    /// Writes a JSON document on a line of its own.
    func json(_ document: some Encodable & Sendable) throws {
        var octets = WireJSON.encode(document)
        if stdout.isTerminal { octets = Array(TerminalText.json(String(decoding: octets, as: UTF8.self)).utf8) }
        try write(octets + [UInt8(ascii: "\n")], to: .stdout)
    }

    func table(_ table: Table) throws {
        for row in table.lines { try line(row) }
    }

    /// Names and values, one pair a line, escaped.
    func fields(_ fields: [(String, String)]) throws {
        let width = fields.map(\.0.count).max() ?? 0
        for (name, value) in fields {
            let space = String(repeating: " ", count: width - name.count + 2)
            try line(TerminalText.escaped(name) + space + TerminalText.escaped(value))
        }
    }

    /// Writes a message to standard error, escaped line by line: brokers and machines have a say in it.
    func diagnose(_ text: String) throws {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { TerminalText.escaped($0) }
        try line(style(.stderr).bold("beckon: ") + lines.joined(separator: "\n        "), to: .stderr)
    }
}
