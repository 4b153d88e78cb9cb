import BeckonCommand
import TestSupport
import Testing

@Suite struct TerminalTextTests {
    @Test(arguments: [
        ("\u{1B}[2J", "\\x1b[2J"), ("\u{1B}]0;title\u{07}", "\\x1b]0;title\\x07"), ("a\rb", "a\\x0db"),
        ("a\nb\tc", "a\\x0ab\\x09c"),
        ("\u{7F}", "\\x7f"), ("\u{9B}31m", "\\u{9b}31m"), ("user\u{202E}txt.exe", "user\\u{202e}txt.exe"),
        ("\u{2066}x", "\\u{2066}x"),
        ("\u{200B}\u{FEFF}", "\\u{200b}\\u{feff}"), ("\u{2028}", "\\u{2028}"), ("\u{E0041}", "\\u{e0041}"),
    ])
    func whatATerminalWouldActOnIsWrittenOut(_ text: String, _ escaped: String) {
        #expect(TerminalText.escaped(text) == escaped)
    }

    @Test(arguments: ["plain", "Grüße, 世界", "🦊", "e\u{301}", "a \\x1b b"])
    func whatIsReadableStays(_ text: String) {
        #expect(TerminalText.escaped(text) == text)
    }

    @Test func outputKeepsLineBreaksAndTabs() {
        var output = TerminalOutput()
        #expect(output.text(of: "a\tb\n\u{1B}[31mred\r\n".utf8) == "a\tb\n\\x1b[31mred\\x0d\n")
    }

    @Test(arguments: ["Grüße 世界 🦊 \u{202E}\u{9B}", "aé", "🦊"])
    func whereOutputIsCutMakesNoDifference(_ text: String) {
        let octets = Array(text.utf8)
        var whole = TerminalOutput()
        let expected = whole.text(of: octets) + whole.finish()
        for cut in 0...octets.count {
            var output = TerminalOutput()
            #expect(output.text(of: octets[..<cut]) + output.text(of: octets[cut...]) + output.finish() == expected)
        }
        var output = TerminalOutput()
        #expect(octets.map { output.text(of: [$0]) }.joined() + output.finish() == expected)
    }

    @Test func whatIsNotUTF8IsReplaced() {
        var output = TerminalOutput()
        #expect(output.text(of: [0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
        #expect(output.text(of: [0xE4, 0xB8]) == "")
        #expect(output.finish() == "\u{FFFD}")
    }

    @Test func noOctetsAtAllReachATerminalUnescaped() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let octets = (0..<Int.random(in: 0..<40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            var output = TerminalOutput()
            let text = output.text(of: octets) + output.finish()
            #expect(
                text.unicodeScalars.allSatisfy {
                    $0 == "\n" || $0 == "\t" || ($0.value >= 0x20 && !(0x7F...0x9F).contains($0.value))
                })
        }
    }
}
