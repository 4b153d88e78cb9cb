/// The grammar of a broker's address: `https://HOST[:PORT]`, with an optional slash at the end and nothing more.
enum BrokerAddress {
    static func isValid(_ text: String) -> Bool {
        let scheme = "https://".utf8
        guard text.utf8.count <= 300, text.utf8.starts(with: scheme) else { return false }
        var authority = text.utf8.dropFirst(scheme.count)
        if authority.last == UInt8(ascii: "/") { authority = authority.dropLast() }

        let host: Substring.UTF8View
        if authority.first == UInt8(ascii: "[") {
            guard let end = authority.firstIndex(of: UInt8(ascii: "]")) else { return false }
            host = authority[authority.index(after: authority.startIndex)..<end]
            authority = authority[authority.index(after: end)...]
        } else {
            host = authority[..<(authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex)]
            authority = authority[host.endIndex...]
            guard !host.contains(UInt8(ascii: ":")) else { return false }
        }
        guard (try? ServerHost.name(of: String(decoding: host, as: UTF8.self).lowercased())) != nil else { return false }
        return authority.isEmpty || isPort(authority)
    }

    private static func isPort(_ text: Substring.UTF8View) -> Bool {
        guard text.first == UInt8(ascii: ":"), (2...6).contains(text.count),
            let port = Int(String(decoding: text.dropFirst(), as: UTF8.self)), text.dropFirst().first != UInt8(ascii: "+")
        else { return false }
        return (1...65535).contains(port)
    }
}
