/// Reads the fields that `FieldWriter` wrote. Every field is checked against what is left of the payload.
struct FieldReader {
    private let frame: Frame
    private var position = 0

    init(_ frame: Frame) { self.frame = frame }

    mutating func integer<Value: FixedWidthInteger>(_ field: String, as type: Value.Type = Value.self) throws(FrameError) -> Value
    {
        var value: Value = 0
        for octet in try take(MemoryLayout<Value>.size, for: field) { value = value << 8 | Value(truncatingIfNeeded: octet) }
        return value
    }

    mutating func octets(_ field: String) throws(FrameError) -> [UInt8] {
        let length = Int(try integer(field, as: UInt32.self))
        return Array(try take(length, for: field))
    }

    mutating func text(_ field: String) throws(FrameError) -> String {
        guard let text = String(validating: try octets(field), as: UTF8.self) else {
            throw .malformed(frame.kind, field: field)
        }
        return text
    }

    /// Octets after the last field are refused: the sides would not mean the same message.
    func end() throws(FrameError) {
        guard position == frame.payload.count else { throw .malformed(frame.kind, field: "end") }
    }

    private mutating func take(_ count: Int, for field: String) throws(FrameError) -> ArraySlice<UInt8> {
        guard count <= frame.payload.count - position else { throw .malformed(frame.kind, field: field) }
        defer { position += count }
        return frame.payload[position..<position + count]
    }
}
