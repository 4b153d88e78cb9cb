/// Cuts a stream of octets into frames. Holds one frame at most beyond what it was given.
package struct FrameDecoder: Sendable {
    private var buffer: [UInt8] = []
    private var start = 0

    package init() {}

    /// True where the stream may end without loss: nothing of a frame has arrived.
    package var isBetweenFrames: Bool { start == buffer.count }

    package mutating func append(_ octets: some Sequence<UInt8>) {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer.append(contentsOf: octets)
    }

    /// The next whole frame, or nil where more octets are needed. A header that lies is refused before its payload is awaited.
    package mutating func next() throws(FrameError) -> Frame? {
        let available = buffer.count - start
        guard available >= Frame.headerSize else { return nil }
        var length = 0
        for index in start..<start + 4 { length = length << 8 | Int(buffer[index]) }
        guard length <= Frame.maximumPayload else { throw .oversized(length: length) }
        guard let kind = FrameKind(rawValue: buffer[start + 4]) else { throw .unknownKind(buffer[start + 4]) }
        guard available >= Frame.headerSize + length else { return nil }
        let payload = start + Frame.headerSize
        start = payload + length
        return Frame(kind: kind, payload: Array(buffer[payload..<start]))
    }
}
