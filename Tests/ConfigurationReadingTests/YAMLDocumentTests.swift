import TestSupport
import Testing

@testable import ConfigurationReading

/// What is read, what is refused, and where.
@Suite struct YAMLDocumentTests {
    @Test func scalarsSequencesAndMappingsAreRead() throws {
        let root = try parse(
            """
            # What people write
            name: web-01
            list:
              - one
              - "two: with a colon"   # a comment
              - 'it''s'
            inline: {a: [1, 2], b: null}
            folded: >
              two
              lines
            empty:
            """)
        guard case .mapping(let entries) = root.content else { throw Missing() }
        #expect(entries.map(\.key) == ["name", "list", "inline", "folded", "empty"])
        #expect(entries[0].value.content == .scalar("web-01", isPlain: true))
        guard case .sequence(let list) = entries[1].value.content else { throw Missing() }
        #expect(
            list.map(\.content) == [
                .scalar("one", isPlain: true), .scalar("two: with a colon", isPlain: false), .scalar("it's", isPlain: false),
            ])
        #expect(list[1].position == YAMLPosition(line: 5, column: 5))
        #expect(entries[3].value.content == .scalar("two lines\n", isPlain: false))
        #expect(entries[4].value.isNull)
    }

    @Test(arguments: ["", "\n\n", "# nothing but a comment\n", "---\n"]) func nothingIsNull(_ text: String) throws {
        #expect(try parse(text).isNull)
    }

    @Test func aByteOrderMarkIsNoContent() throws {
        guard case .mapping(let entries) = try parse("\u{FEFF}a: 1").content else { throw Missing() }
        #expect(entries.map(\.key) == ["a"])
    }

    /// Each with the line and column that an admin is sent to.
    @Test(arguments: [
        ("a: &x 1\nb: *x\n", 1, 4, "aliases, anchors and tags"),
        ("b: *x\n", 1, 4, "aliases, anchors and tags"),
        ("a: !!python/object:os.system ls\n", 1, 4, "aliases, anchors and tags"),
        ("a: !!str 1\n", 1, 4, "aliases, anchors and tags"),
        ("a: 1\nb: 2\na: 3\n", 3, 1, "\"a\" is here a second time, after line 1"),
        ("a: {b: 1, b: 2}\n", 1, 11, "\"b\" is here a second time"),
        ("? [a, b]\n: c\n", 1, 3, "a key must be a word"),
        ("a: 1\n---\nb: 2\n", 2, 1, "a second document"),
        ("a:\n\tb: 1\n", 2, 1, "a tab"),
        ("a: [1, 2\nb: 3\n", 2, 2, "expected"),
        ("a: \"open\n", 2, 1, "unexpected end"),
        ("a: 1\n b: 2\n", 2, 3, "mapping values are not allowed"),
        ("- a\nb: 1\n", 2, 1, "did not find expected '-'"),
    ])
    func whatIsNotTakenIsSaidWithItsPlace(_ text: String, _ line: Int, _ column: Int, _ message: String) {
        let error = #expect(throws: ConfigurationError.self) { try parse(text) }
        #expect(error?.code == .syntax)
        #expect(error?.position == YAMLPosition(line: line, column: column), "\(error?.description ?? "")")
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [
        (Array("a: b\nname: \"".utf8) + [0xC3, 0x28], 2, 9), ([0xFF, 0xFE, 0x61, 0x00], 1, 1),
        (Array("ä: 1\né: ".utf8) + [0x80], 2, 4), (Array("a: \u{0}".utf8), 1, 4), (Array("a: \u{1B}[2J".utf8), 1, 4),
    ])
    func whatIsNoTextIsSaidWithItsPlace(_ octets: [UInt8], _ line: Int, _ column: Int) {
        let error = #expect(throws: ConfigurationError.self) { try YAMLDocument.parse(octets, file: "x") }
        #expect(error?.code == .syntax)
        #expect(error?.position == YAMLPosition(line: line, column: column), "\(error?.description ?? "")")
    }

    @Test func billionLaughsAreNotLaughed() {
        let laughs = ["a: &a [x, x]"] + zip("bcdefgh", "abcdefg").map { "\($0): &\($0) [*\($1), *\($1), *\($1), *\($1)]" }
        let error = #expect(throws: ConfigurationError.self) { try parse(laughs.joined(separator: "\n")) }
        #expect(error?.position == YAMLPosition(line: 1, column: 4))
    }

    /// Texts that are large in one way or another: each is refused without much work.
    @Test(arguments: [("[", 1 << 20), ("{", 1 << 20), ("- ", 1 << 19), ("? ", 1 << 19), ("- 1\n", 1 << 17), ("x", (1 << 20) + 1)])
    func whatIsTooLargeIsRefused(_ piece: String, _ count: Int) {
        let text = String(repeating: piece, count: count)
        let error = #expect(throws: ConfigurationError.self) { try parse(text) }
        #expect(error?.code == .tooLarge, "\(error?.description ?? "")")
    }

    @Test func aLargeValueIsTaken() throws {
        let text = String(repeating: "x", count: 1_000_000)
        #expect(try parse(text).content == .scalar(text, isPlain: true))
    }

    @Test func noOctetsAtAllBreakIt() {
        var random = SeededGenerator(seed: 7)
        let pieces: [[UInt8]] = [
            "a", ": ", "- ", "\n", "  ", "\t", "{", "}", "[", "]", ",", "\"", "'", "&x ", "*x", "!", "|\n", ">\n", "#", "%",
            "---\n", "...\n", "\u{85}", "é",
        ]
        .map { Array($0.utf8) }
        for _ in 0..<20_000 {
            var octets = (0..<Int.random(in: 0...30, using: &random)).flatMap { _ in pieces.randomElement(using: &random) ?? [] }
            if Bool.random(using: &random), !octets.isEmpty {
                octets[Int.random(in: octets.indices, using: &random)] = .random(in: 0...255, using: &random)
            }
            do { _ = try YAMLDocument.parse(octets, file: "x") } catch {
                #expect(!error.message.isEmpty)
                #expect((error.position?.line ?? 1) >= 1 && (error.position?.column ?? 1) >= 1)
            }
        }
    }

    private struct Missing: Error {}

    private func parse(_ text: String) throws(ConfigurationError) -> YAMLNode {
        try YAMLDocument.parse(Array(text.utf8), file: "x")
    }
}
