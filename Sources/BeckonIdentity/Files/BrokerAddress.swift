/// Where a broker is: `https://HOST[:PORT]`, with an optional slash at the end and nothing more.
package struct BrokerAddress: Hashable, Sendable {
    /// A DNS name or an IP address, in lower case and without brackets.
    package let host: String
    package let port: Int

    /// Nil where the text is anything else.
    package init?(_ text: String) {
        let scheme = "https://".utf8
        guard text.utf8.count <= 300, text.utf8.starts(with: scheme) else { return nil }
        var authority = text.utf8.dropFirst(scheme.count)
        if authority.last == UInt8(ascii: "/") { authority = authority.dropLast() }

        let host: Substring.UTF8View
        if authority.first == UInt8(ascii: "[") {
            guard let end = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<end]
            authority = authority[authority.index(after: end)...]
        } else {
            host = authority[..<(authority.firstIndex(of: UInt8(ascii: ":")) ?? authority.endIndex)]
            authority = authority[host.endIndex...]
            guard !host.contains(UInt8(ascii: ":")) else { return nil }
        }
        let name = String(decoding: host, as: UTF8.self).lowercased()
        guard (try? ServerHost.name(of: name)) != nil else { return nil }
        guard let port = authority.isEmpty ? 443 : Self.port(authority) else { return nil }
        (self.host, self.port) = (name, port)
    }

    private static func port(_ text: Substring.UTF8View) -> Int? {
        guard text.first == UInt8(ascii: ":"), (2...6).contains(text.count),
            let port = Int(String(decoding: text.dropFirst(), as: UTF8.self)), text.dropFirst().first != UInt8(ascii: "+")
        else { return nil }
        return (1...65535).contains(port) ? port : nil
    }
}
