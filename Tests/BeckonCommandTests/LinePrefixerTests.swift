import BeckonCommand
import Testing

@Suite struct LinePrefixerTests {
    private func prefixed(_ pieces: [[UInt8]], escapes: Bool = false) -> [UInt8] {
        var prefixer = LinePrefixer(prefix: "web-01 | ", escapes: escapes)
        return pieces.flatMap { prefixer.lines(adding: $0) } + prefixer.finish()
    }

    @Test func eachLineGetsThePrefix() {
        #expect(prefixed([Array("one\n\ntwo\n".utf8)]) == Array("web-01 | one\nweb-01 | \nweb-01 | two\n".utf8))
    }

    @Test func aLineIsWrittenWhenItIsWhole() {
        var prefixer = LinePrefixer(prefix: "> ", escapes: false)
        #expect(prefixer.lines(adding: "par".utf8).isEmpty)
        #expect(prefixer.lines(adding: "tial\nres".utf8) == Array("> partial\n".utf8))
        #expect(prefixer.finish() == Array("> res\n".utf8))
        #expect(prefixer.finish().isEmpty)
    }

    @Test func whereOutputIsCutMakesNoDifference() {
        let octets = Array("Grüße\n世界\nend".utf8)
        let whole = prefixed([octets])
        for cut in 0...octets.count { #expect(prefixed([Array(octets[..<cut]), Array(octets[cut...])]) == whole) }
        #expect(prefixed(octets.map { [$0] }) == whole)
    }

    @Test func octetsPassAsTheyAreUnlessATerminalReadsThem() {
        #expect(prefixed([[0x1B, 0xFF, 0x0A]]) == Array("web-01 | ".utf8) + [0x1B, 0xFF, 0x0A])
        #expect(prefixed([[0x1B, 0xFF, 0x0A]], escapes: true) == Array("web-01 | \\x1b\u{FFFD}\n".utf8))
    }

    @Test func anEndlessLineComesInParts() {
        let octets = [UInt8](repeating: 0x61, count: LinePrefixer.longestLine * 2 + 1)
        let lines = prefixed([octets]).split(separator: 0x0A)
        #expect(lines.map { $0.count - 9 } == [LinePrefixer.longestLine, LinePrefixer.longestLine, 1])
    }
}
