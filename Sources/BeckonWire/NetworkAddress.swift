import Glibc

/// An IP address. One of IPv4 that came over a socket of IPv6 (`::ffff:192.0.2.1`) is the address of IPv4 that it is.
package struct NetworkAddress: Hashable, Sendable {
    private let octets: [UInt8]

    /// Nil where `text` is no address in its usual form; zones (`fe80::1%eth0`) are none.
    package init?(_ text: String) {
        // The C function would stop reading at a zero.
        guard text.utf8.count <= 64, !text.utf8.contains(0) else { return nil }
        var four = [UInt8](repeating: 0, count: 4), sixteen = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &four) == 1 {
            octets = Self.mapped + four
        } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
            octets = sixteen
        } else {
            return nil
        }
    }

    private init(_ octets: [UInt8]) { self.octets = octets }

    private static let mapped = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]

    package var isIPv4: Bool { octets.starts(with: Self.mapped) }

    /// The address with every bit beyond the first `bits` cleared.
    func prefix(_ bits: Int) -> NetworkAddress {
        NetworkAddress(
            octets.indices.map { index in
                let kept = min(8, max(0, bits - index * 8))
                return kept == 8 ? octets[index] : octets[index] & ~(0xFF >> UInt8(kept))
            })
    }
}
