import Glibc

/// Standard output, unbuffered: whoever drives the swarm waits for its lines.
enum FileDescriptorOutput {
    static func printLine(_ octets: [UInt8]) {
        var line = octets
        line.append(UInt8(ascii: "\n"))
        _ = line.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
}
