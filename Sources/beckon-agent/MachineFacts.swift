import BeckonWire
import Glibc

/// What this machine says of itself when it enrols. Shown to people, trusted for nothing.
enum MachineFacts {
    static var all: [String: String] {
        let system = systemNames
        let facts = [
            "os": operatingSystem ?? system["kernelName"], "arch": system["machine"], "hostname": system["node"],
            "kernel": system["release"], "agentVersion": AgentVersion.current,
        ]
        return facts.compactMapValues { $0 }.filter { $0.value.utf8.count <= Bounds.factValue }
    }

    /// The host's name as a DNS label, or `machine` where nothing of it is left.
    static var name: String {
        let host = (systemNames["node"] ?? "").lowercased().prefix { $0 != "." }
        let label = host.utf8.map { octet in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): octet
            default: UInt8(ascii: "-")
            }
        }
        let hyphen = UInt8(ascii: "-")
        var trimmed = label.drop { $0 == hyphen }.prefix(63)
        while trimmed.last == hyphen { trimmed.removeLast() }
        let name = String(decoding: trimmed, as: UTF8.self)
        return Name.isMachine(name) ? name : "machine"
    }

    private static var systemNames: [String: String] {
        var names = utsname()
        guard uname(&names) == 0 else { return [:] }
        func text<Field>(_ field: Field) -> String {
            withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }
        return [
            "kernelName": text(names.sysname), "node": text(names.nodename), "release": text(names.release),
            "machine": text(names.machine),
        ]
    }

    /// `PRETTY_NAME` of os-release(5).
    private static var operatingSystem: String? {
        guard let file = fopen("/etc/os-release", "re") else { return nil }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 4096)
        while fgets(&buffer, Int32(buffer.count), file) != nil {
            let line = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            guard line.hasPrefix("PRETTY_NAME=") else { continue }
            return String(line.dropFirst("PRETTY_NAME=".count).filter { $0 != "\"" && $0 != "\n" })
        }
        return nil
    }
}
