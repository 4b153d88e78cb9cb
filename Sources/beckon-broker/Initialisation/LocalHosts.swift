import Glibc

/// The names under which this machine reaches itself.
enum LocalHosts {
    /// The machine's own name first where it resolves, because that one may hold for others too.
    static func names() -> [String] {
        let standard = ["localhost", "127.0.0.1", "::1"]
        guard let name = hostname(), !standard.contains(name), resolves(name) else { return standard }
        return [name] + standard
    }

    private static func hostname() -> String? {
        var octets = [CChar](repeating: 0, count: 256)
        guard gethostname(&octets, octets.count - 1) == 0 else { return nil }
        let name = String(decoding: octets.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).lowercased()
        let isDNSName = name.utf8.allSatisfy { octet in
            (0x61...0x7A).contains(octet) || (0x30...0x39).contains(octet) || octet == 0x2D || octet == 0x2E
        }
        return isDNSName && !name.isEmpty ? name : nil
    }

    private static func resolves(_ name: String) -> Bool {
        var found: UnsafeMutablePointer<addrinfo>?
        defer { freeaddrinfo(found) }
        return getaddrinfo(name, nil, nil, &found) == 0
    }
}
