/// Puts a machine's name before each line of its output, so that many machines can share one stream: whole lines only.
package struct LinePrefixer: Sendable {
    /// A line that is longer comes in parts, each with the prefix: nobody's output is held without bound.
    package static let longestLine = 8 * 1024

    private let prefix: [UInt8]
    private let escapes: Bool
    private var line: [UInt8] = []

    /// - Parameter escapes: whether the lines go to a terminal.
    package init(prefix: String, escapes: Bool) {
        self.prefix = Array(prefix.utf8)
        self.escapes = escapes
    }

    /// The lines that are whole now.
    package mutating func lines(adding octets: some Sequence<UInt8>) -> [UInt8] {
        var lines: [UInt8] = []
        for octet in octets {
            if octet == UInt8(ascii: "\n") || line.count == Self.longestLine { endLine(&lines) }
            if octet != UInt8(ascii: "\n") { line.append(octet) }
        }
        return lines
    }

    /// The last line, where it does not end.
    package mutating func finish() -> [UInt8] {
        var lines: [UInt8] = []
        if !line.isEmpty { endLine(&lines) }
        return lines
    }

    private mutating func endLine(_ lines: inout [UInt8]) {
        lines += prefix
        if escapes {
            var terminal = TerminalOutput()
            lines += Array((terminal.text(of: line) + terminal.finish()).utf8)
        } else {
            lines += line
        }
        lines.append(UInt8(ascii: "\n"))
        line.removeAll(keepingCapacity: true)
    }
}
