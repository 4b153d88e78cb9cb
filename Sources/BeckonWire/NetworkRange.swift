/// Addresses that begin alike, as CIDR writes them: `192.0.2.0/24`, `2001:db8::/32`, or one address alone.
package struct NetworkRange: Hashable, Sendable, CustomStringConvertible {
    private let address: NetworkAddress
    /// Bits that count, of the 128 of the address.
    private let bits: Int
    package let description: String

    /// Nil where `text` is no range, or has bits set beyond its length (`192.0.2.7/24`: a mistake rather than a wish).
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = NetworkAddress(String(first)) else { return nil }
        let full = address.isIPv4 ? 32 : 128
        var length = full
        if parts.count == 2 {
            guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(parts[1]), number <= full
            else { return nil }
            length = number
        }
        bits = 128 - full + length
        self.address = address
        description = text
        guard address.prefix(bits) == address else { return nil }
    }

    package func contains(_ other: NetworkAddress) -> Bool {
        other.isIPv4 == address.isIPv4 && other.prefix(bits) == address
    }
}
