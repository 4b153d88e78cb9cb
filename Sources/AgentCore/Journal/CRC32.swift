/// The checksum of zlib and Ethernet (ISO 3309): tells a record that was written whole from one that was not.
enum CRC32 {
    static func of(_ octets: some Sequence<UInt8>) -> UInt32 {
        ~octets.reduce(0xFFFF_FFFF) { sum, octet in table[Int(UInt8(truncatingIfNeeded: sum) ^ octet)] ^ sum >> 8 }
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
}
