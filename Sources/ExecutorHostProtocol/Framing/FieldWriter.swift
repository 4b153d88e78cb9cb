/// Writes the fields of a payload one after the other: integers big-endian, texts and octets with a `u32` length before them.
struct FieldWriter {
    private(set) var octets: [UInt8] = []

    mutating func integer(_ value: some FixedWidthInteger) { octets.append(bigEndian: value) }

    mutating func octets(_ value: [UInt8]) {
        octets.append(bigEndian: UInt32(value.count))
        octets.append(contentsOf: value)
    }

    mutating func text(_ value: String) { octets(Array(value.utf8)) }
}

extension [UInt8] {
    mutating func append(bigEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}
