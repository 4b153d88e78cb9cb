@testable import BeckonCommand
import TestSupport
import Testing

@Suite struct ServerSentEventParserTests {
    private typealias Event = ServerSentEventParser.Event

    private func parse(_ text: String) throws -> [Event] {
        var parser = ServerSentEventParser()
        return try parser.events(adding: text.utf8)
    }

    @Test(
        arguments: [
            ("id: 7\nevent: delivery\ndata: {}\n\n", "7", "delivery", "{}"), ("data:x\n\n", nil, "message", "x"),
            ("data: a\ndata: b\n\n", nil, "message", "a\nb"), ("event:e\r\ndata:  x\r\n\r\n", nil, "e", " x"),
            ("data: a\r\r", nil, "message", "a"),
            (": comment\n\ndata\n\n", nil, "message", ""), ("\u{FEFF}data: x\n\n", nil, "message", "x"),
            ("unknown: y\ndata: x\n\n", nil, "message", "x"),
            ("id: a\0b\ndata: x\n\n", nil, "message", "x"),
        ] as [(String, String?, String, String)])
    func readsWhatTheStandardSays(_ text: String, _ id: String?, _ name: String, _ data: String) throws {
        #expect(try parse(text) == [Event(id: id, name: name, data: data)])
    }

    @Test func theIdStaysAndTheNameDoesNot() throws {
        let events = try parse("id: 1\nevent: a\ndata: x\n\ndata: y\n\n")
        #expect(events == [Event(id: "1", name: "a", data: "x"), Event(id: "1", name: "message", data: "y")])
    }

    @Test func whatIsNotWholeIsNoEvent() throws {
        #expect(try parse("data: x\n").isEmpty)
        #expect(try parse("event: end\n\n").isEmpty)
    }

    @Test func whereAStreamIsCutMakesNoDifference() throws {
        let octets = Array("id: 1\r\nevent: delivery\r\ndata: {\"ü\":1}\r\n\r\n: beckon\n\nid: 2\ndata: a\ndata: b\n\n".utf8)
        var whole = ServerSentEventParser()
        let expected = try whole.events(adding: octets)
        #expect(expected.count == 2)
        for cut in 0...octets.count {
            var parser = ServerSentEventParser()
            #expect(try parser.events(adding: octets[..<cut]) + parser.events(adding: octets[cut...]) == expected)
        }
    }

    @Test func anEndlessEventIsRefused() throws {
        var parser = ServerSentEventParser()
        let piece = [UInt8](repeating: 0x61, count: 1 << 20)
        #expect(throws: ServerSentEventParser.Failure.self) {
            for _ in 0...(ServerSentEventParser.largestEvent >> 20) { _ = try parser.events(adding: piece) }
        }
    }

    @Test func endlessCommentsCostNothing() throws {
        var parser = ServerSentEventParser()
        let comment = Array((": " + String(repeating: "x", count: 1 << 16) + "\n").utf8)
        for _ in 0..<(2 * ServerSentEventParser.largestEvent >> 16) { #expect(try parser.events(adding: comment).isEmpty) }
    }

    @Test func nonsenseIsNoDanger() {
        var random = SeededGenerator(seed: 11)
        let alphabet = Array("\r\n:: iddataevent\0ü".utf8) + [0xFF]
        for _ in 0..<5000 {
            var parser = ServerSentEventParser()
            let octets = (0..<60).compactMap { _ in alphabet.randomElement(using: &random) }
            _ = try? parser.events(adding: octets)
        }
    }
}
