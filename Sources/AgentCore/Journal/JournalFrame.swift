/// How a record lies in the log: magic, length, checksum, how much of the log was durable when it was written, payload.
///
/// The fourth is what tells a torn tail from damage. What was not synced may be missing after a power cut in any order of its
/// pages, a whole record behind a broken one included. But a record that says "everything up to here was durable" with a broken
/// record before that mark proves that a record was lost which had been promised.
enum JournalFrame {
    static let headerLength = 20
    /// The longest record: a fetched instruction of the largest body, with room to spare.
    static let maximumPayload = 4 << 20

    private static let magic = Array("BKJ1".utf8)

    static func encode(_ payload: [UInt8], durable: Int) -> [UInt8] {
        let guarded = littleEndian(UInt64(durable)) + payload
        return magic + littleEndian(UInt32(payload.count)) + littleEndian(CRC32.of(guarded)) + guarded
    }

    /// Where the frames of a log end.
    enum Ending: Hashable {
        case whole
        /// From this offset on nothing is lost that had been synced.
        case torn(at: Int)
        /// A record at this offset is broken that had been synced.
        case damaged(at: Int)
    }

    static func payloads(in log: [UInt8]) -> (payloads: [ArraySlice<UInt8>], ending: Ending) {
        var payloads: [ArraySlice<UInt8>] = []
        var offset = 0
        // A log begins with what was durable before it had its name: one that is not empty and does not is no torn tail.
        var promised: UInt64 = 1
        while offset < log.count {
            guard let frame = frame(in: log, at: offset) else {
                let isDamaged = UInt64(offset) < promised || provesDamage(in: log, brokenAt: offset)
                return (payloads, isDamaged ? .damaged(at: offset) : .torn(at: offset))
            }
            promised = max(promised, frame.durable)
            payloads.append(frame.payload)
            offset = frame.payload.endIndex
        }
        return (payloads, !log.isEmpty && UInt64(log.count) < promised ? .damaged(at: log.count) : .whole)
    }

    private static func frame(in log: [UInt8], at offset: Int) -> (durable: UInt64, payload: ArraySlice<UInt8>)? {
        guard offset + headerLength <= log.count, log[offset..<offset + 4].elementsEqual(magic) else { return nil }
        let length = Int(number(UInt32.self, in: log, at: offset + 4))
        let end = offset + headerLength + length
        guard length <= maximumPayload, end <= log.count,
            CRC32.of(log[offset + 12..<end]) == number(UInt32.self, in: log, at: offset + 8)
        else { return nil }
        return (number(UInt64.self, in: log, at: offset + 12), log[offset + headerLength..<end])
    }

    private static func provesDamage(in log: [UInt8], brokenAt broken: Int) -> Bool {
        var offset = broken + 1
        while offset + headerLength <= log.count {
            if log[offset] == magic[0], let frame = frame(in: log, at: offset), frame.durable > UInt64(broken) { return true }
            offset += 1
        }
        return false
    }

    private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    private static func number<Number: FixedWidthInteger>(_: Number.Type, in log: [UInt8], at offset: Int) -> Number {
        log[offset..<offset + MemoryLayout<Number>.size].reversed().reduce(0) { $0 << 8 | Number($1) }
    }
}
