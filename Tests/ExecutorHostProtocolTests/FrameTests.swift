import ExecutorHostProtocol
import Testing

@Suite struct FrameTests {
    @Test func aFrameIsLengthKindAndPayload() {
        #expect(Frame(kind: .output, payload: [1, 0x41]).octets == [0, 0, 0, 2, 5, 1, 0x41])
        #expect(Frame(kind: .cancel).octets == [0, 0, 0, 0, 17])
    }

    @Test func framesAreFoundHoweverTheyAreCut() throws {
        let frames = [
            Frame(kind: .ready), Frame(kind: .output, payload: [1] + Array(repeating: 7, count: 300)), Frame(kind: .cancel),
        ]
        let octets = frames.flatMap(\.octets)
        for size in 1...octets.count {
            var decoder = FrameDecoder()
            var found: [Frame] = []
            for start in stride(from: 0, to: octets.count, by: size) {
                decoder.append(octets[start..<min(start + size, octets.count)])
                while let frame = try decoder.next() { found.append(frame) }
            }
            #expect(found == frames)
            #expect(decoder.isBetweenFrames)
        }
    }

    @Test func aTruncatedFrameIsAwaitedAndNotTakenForWhole() throws {
        var decoder = FrameDecoder()
        decoder.append(Frame(kind: .refused, payload: [0, 0, 0, 1, 65]).octets.dropLast())
        #expect(try decoder.next() == nil)
        #expect(!decoder.isBetweenFrames)
    }

    @Test func aLengthBeyondTheLimitIsRefusedByItsHeaderAlone() {
        var decoder = FrameDecoder()
        decoder.append([0xFF, 0xFF, 0xFF, 0xFF, 5])
        #expect(throws: FrameError.oversized(length: 0xFFFF_FFFF)) { try decoder.next() }
        var justOver = FrameDecoder()
        justOver.append(Array([UInt8](repeating: 0, count: 0)))
        let length = Frame.maximumPayload + 1
        justOver.append([UInt8(length >> 24), UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255), 5])
        #expect(throws: FrameError.oversized(length: length)) { try justOver.next() }
    }

    @Test func anUnknownKindIsRefused() {
        var decoder = FrameDecoder()
        decoder.append([0, 0, 0, 0, 99])
        #expect(throws: FrameError.unknownKind(99)) { try decoder.next() }
    }
}
