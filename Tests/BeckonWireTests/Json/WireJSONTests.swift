import BeckonWire
import Testing

/// Hostile and merely unusual octets.
@Suite struct WireJSONTests {
    @Test func aWordThatIsNotKnownIsToldWithoutTheNamesOfOurTypes() {
        let body = #"{"attempt":1,"events":[{"seq":1,"at":"2026-11-23T21:33:23.042Z","type":"bogus"}]}"#
        let error = #expect(throws: WireError.self) { try WireJSON.decode(ReportRequest.self, from: body.utf8) }
        #expect(error == WireError("not a word that is known here", at: "/events/0/type"))
    }

    @Test(arguments: [
        "", " ", "nul", "tru", "{", "}", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}",
        "{a:1}",
        "{}{}", "1 1", "01", "+1", "1.", ".5", "-", "1e", "1e+", "0x1", "NaN", "Infinity", "-Infinity", "'a'", "\"a", "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"", "\"\\u12G4\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\ud800\\ud800\"", "\"a\u{1}b\"",
        "\"a\nb\"",
        "// c\n1", "\u{FEFF}1", "1\0", "[\u{0}1\u{0}]\u{0}", "1e400", "-1e400", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}",
    ])
    func refuses(_ text: String) {
        #expect(throws: WireError.self) { try WireJSON.decodeValue(from: text.utf8) }
    }

    static let accepted: [(String, JSONValue)] = [
        (" \t\r\n1 ", 1), ("0", 0), ("-0", 0), ("-12", -12), ("1.5", 1.5), ("1e2", 100.0), ("-1.5E-1", -0.15),
        ("9223372036854775807", 9_223_372_036_854_775_807), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .number(0x1p63)), ("1e-400", 0.0), ("true", true), ("false", false), ("null", nil),
        (#""""#, ""), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\ud83d\ude00\u0000""#, "é😀\0"),
        ("\"é😀\"", "é😀"), ("[]", []), ("{}", [:]), (#"{"":{"a":[1,"x",null]}}"#, ["": ["a": [1, "x", nil]]]),
    ]

    @Test(arguments: accepted) func reads(_ text: String, _ value: JSONValue) throws {
        #expect(try json(text) == value)
    }

    @Test func refusesWhatIsNotUTF8() {
        for octets: [UInt8] in [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0xAF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0xFF, 0xFE, 0x31, 0x00],
        ] {
            #expect(throws: WireError("not UTF-8")) { try WireJSON.decodeValue(from: octets) }
        }
    }

    @Test func refusesWhatIsTooLarge() throws {
        let text = "\"" + String(repeating: "x", count: 98) + "\""
        _ = try WireJSON.decodeValue(from: text.utf8, limit: 100)
        #expect(throws: WireError("larger than 99 octets")) { try WireJSON.decodeValue(from: text.utf8, limit: 99) }
        let large = [UInt8](repeating: 0x20, count: WireJSON.maximumBody + 1)
        #expect(throws: WireError.self) { try WireJSON.decodeValue(from: large) }
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":"]) func refusesWhatIsTooDeep(_ opening: String) {
        let text = String(repeating: opening, count: WireJSON.maximumBody / opening.utf8.count)
        #expect(throws: WireError("nested deeper than 64")) { try WireJSON.decodeValue(from: text.utf8) }
    }

    @Test func readsAsDeepAsTheBound() throws {
        let text = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        _ = try json(text)
        #expect(throws: WireError.self) { try json("[" + text + "]") }
    }

    /// Every prefix of a document is refused, so that a message that was cut is never taken for a whole one.
    @Test func refusesEveryPrefix() throws {
        let text = Array(#"{"a":[1,-2.5e3,"x\u00e9\\",true,null],"b":{"c":"é😀"}}"#.utf8)
        _ = try WireJSON.decodeValue(from: text)
        for length in 0..<text.count {
            #expect(throws: WireError.self) { try WireJSON.decodeValue(from: text.prefix(length)) }
        }
    }

    @Test func valuesSurviveARoundTrip() throws {
        let value: JSONValue = [
            "null": nil, "flags": [true, false], "integers": [0, -1, .integer(.max), .integer(.min)],
            "numbers": [1.5, -0.25, 1e300, 5e-324], "texts": ["", "\"\\/\u{0}\u{1F}\u{7F}\u{2028}", "é😀"], "~/": [:],
        ]
        #expect(try WireJSON.decodeValue(from: WireJSON.encode(value)) == value)
    }

    @Test func equalMessagesHaveEqualOctets() {
        let text = String(decoding: WireJSON.encode(["b": 1, "a": ["d": 2, "c": "/"]] as JSONValue), as: UTF8.self)
        #expect(text == #"{"a":{"c":"/","d":2},"b":1}"#)
    }

    @Test func numbersWithoutJSONFormDoNotTrap() {
        #expect(
            String(decoding: WireJSON.encode([.number(.nan), .number(.infinity)] as JSONValue), as: UTF8.self)
                == #"["NaN","Infinity"]"#)
    }

    static let misfits: [(String, WireError)] = [
        (#"{"holding":[],"wait":1}"#, WireError("missing", at: "/capacity")),
        (#"{"capacity":"4","holding":[],"wait":1}"#, WireError("not an integer", at: "/capacity")),
        (#"{"capacity":1.5,"holding":[],"wait":1}"#, WireError("not an integer", at: "/capacity")),
        (#"{"capacity":99999999999999999999,"holding":[],"wait":1}"#, WireError("not an integer", at: "/capacity")),
        (#"{"capacity":null,"holding":[],"wait":1}"#, WireError("null where an integer is expected", at: "/capacity")),
        (#"{"capacity":1,"holding":{},"wait":1}"#, WireError("not an array or object", at: "/holding")),
        (#"{"capacity":1,"holding":[1],"wait":1}"#, WireError("not a string", at: "/holding/0")),
        (
            #"{"capacity":1,"holding":["m-1"],"wait":1}"#,
            WireError("not a transaction id: t- and 26 digits are expected", at: "/holding/0")
        ),
        (#"{"capacity":1,"holding":[],"wait":1,"session":{"journal":"j","run":1}}"#, WireError("missing", at: "/session/seq")),
        ("[]", WireError("not an array or object")), ("null", WireError("null where an array or object is expected")),
    ]

    @Test(arguments: misfits) func namesTheMember(_ text: String, _ error: WireError) {
        #expect(throws: error) { try WireJSON.decode(AvailabilityRequest.self, from: text.utf8) }
    }

    @Test func wholeNumbersAreIntegersHoweverWritten() throws {
        let request = try WireJSON.decode(AvailabilityRequest.self, from: #"{"capacity":4.0,"holding":[],"wait":1e1}"#.utf8)
        #expect(request == AvailabilityRequest(capacity: 4, holding: [], wait: 10))
    }

    @Test func unknownMembersAreIgnored() throws {
        let request = try WireJSON.decode(
            AvailabilityRequest.self, from: #"{"capacity":4,"holding":[],"wait":1,"new":{"x":[1]}}"#.utf8)
        #expect(request == AvailabilityRequest(capacity: 4, holding: [], wait: 1))
    }

    /// As the compiler writes them for cases with values.
    private enum Nested: Codable, Hashable {
        case pair(first: Int, second: [String: Bool])
        case word(String)
    }

    @Test func nestedContainersAreEncoded() throws {
        let value: [Nested] = [.pair(first: 1, second: ["x": true]), .word("a\"b\u{1}")]
        let text = String(decoding: WireJSON.encode(value), as: UTF8.self)
        #expect(text == #"[{"pair":{"first":1,"second":{"x":true}}},{"word":{"_0":"a\"b\u0001"}}]"#)
    }
}
