import Testing

@testable import ExecutorKit

@Suite struct JSONDecodingTests {
    private func decode<T: Decodable>(_ text: String, as type: T.Type = T.self) throws -> T {
        try JSONText.decode(T.self, from: Array(text.utf8))
    }

    private struct Everything: Codable, Equatable {
        enum Kind: String, Codable { case one, two }
        struct Inner: Codable, Equatable { var flag: Bool? }
        var text = ""
        var count = 0
        var small: UInt8 = 0
        var ratio = 0.0
        var list: [Int] = []
        var inner: Inner?
        var kind = Kind.one
        var map: [String: [String]] = [:]
    }

    @Test func aTypeComesOutAsItWent() throws {
        let value = Everything(
            text: "a\"b\\c\n\u{1}é🎈", count: .min, small: 255, ratio: -0.1, list: [1, 2], inner: .init(flag: true), kind: .two,
            map: ["a": ["b"], "": []])
        #expect(try JSONText.decode(Everything.self, from: JSONText.encode(value)) == value)
        let text =
            #" {"text":"\u00e9\ud83c\udf88\/\b","count":1e2,"small":7.0,"ratio":5,"list":[ ],"kind":"one","map":{},"more":null} "#
        let expected = Everything(text: "é🎈/\u{8}", count: 100, small: 7, ratio: 5)
        #expect(try decode(text) == expected)
    }

    @Test func anySingleValueDecodes() throws {
        #expect(try decode("true") as Bool)
        #expect(try decode("\"\"") as String == "")
        #expect(try decode("[null,1]") as [Int?] == [nil, 1])
        #expect(try decode("18446744073709551615") as UInt64 == .max)
        #expect(try decode("1.5e-3") as Double == 0.0015)
        #expect(try decode("null") as Int? == nil)
    }

    /// Nested containers and `superDecoder`, as handwritten coding uses them.
    @Test func handwrittenCodingWorks() throws {
        struct Point: Codable, Equatable {
            var x = 1
            var y = 2
            enum Outer: String, CodingKey { case at, list }
            enum Inner: String, CodingKey { case x }
            init() {}
            init(from decoder: any Decoder) throws {
                let outer = try decoder.container(keyedBy: Outer.self)
                x = try outer.nestedContainer(keyedBy: Inner.self, forKey: .at).decode(Int.self, forKey: .x)
                var list = try outer.nestedUnkeyedContainer(forKey: .list)
                #expect(try list.decodeNil())
                #expect(list.currentIndex == 1)
                var nested = try list.nestedUnkeyedContainer()
                y = try nested.decode(Int.self)
                #expect(nested.isAtEnd)
                #expect(throws: DecodingError.self) { try nested.decode(Int.self) }
                #expect(try String(from: list.superDecoder()) == "s")
                #expect(try !outer.superDecoder().singleValueContainer().decodeNil())
            }
            func encode(to encoder: any Encoder) throws {
                var outer = encoder.container(keyedBy: Outer.self)
                var inner = outer.nestedContainer(keyedBy: Inner.self, forKey: .at)
                var list = outer.nestedUnkeyedContainer(forKey: .list)
                try list.encodeNil()
                var nested = list.nestedUnkeyedContainer()
                try nested.encode(y)
                try "s".encode(to: list.superEncoder())
                try inner.encode(x, forKey: .x)
                try true.encode(to: outer.superEncoder())
            }
        }
        let octets = try JSONText.encode(Point())
        #expect(String(decoding: octets, as: UTF8.self) == #"{"at":{"x":1},"list":[null,[2],"s"],"super":true}"#)
        #expect(try JSONText.decode(Point.self, from: octets) == Point())
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "nul", "tru", "truee", "01", "-",
        "+1",
        "1.", ".5", "1e", "0x1", "NaN", "Infinity", "1 2", "\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\\udc00\"", "\"\n\"", "\"\t\"", "{\"a\":1,\"a\":2}", "'a'", "[1]]", "// c\n1", "\u{FEFF}1",
    ])
    func whatIsNoJSONIsRefused(text: String) {
        #expect(throws: JSONError.self) { try JSONParser.parse(Array(text.utf8)) }
    }

    @Test func octetsThatAreNoUTF8AreRefused() {
        for octets in [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22]] as [[UInt8]] {
            #expect(throws: JSONError.self) { try JSONParser.parse(octets) }
        }
    }

    @Test func depthAndLengthAreBounded() throws {
        let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(throws: Never.self) { try JSONParser.parse(Array(deepest.utf8)) }
        #expect(throws: JSONError.self) { try JSONParser.parse(Array("[\(deepest)]".utf8)) }
        #expect(throws: JSONError.self) { try JSONParser.parse([UInt8](repeating: 0x5B, count: 1_000_000)) }
        #expect(throws: JSONError.self) { try JSONParser.parse([UInt8](repeating: 0x20, count: JSONParser.maximumLength + 1)) }
    }

    @Test(arguments: [
        ("{\"count\": \"x\"}", "/count"), ("{\"small\": 256}", "/small"), ("{\"count\": 1.5}", "/count"),
        ("{\"text\": null}", "/text"), ("{\"inner\": {\"flag\": 1}}", "/inner/flag"), ("{\"list\": [1, true]}", "/list/1"),
        ("{\"kind\": \"three\"}", "/kind"), ("{\"map\": []}", "/map"), ("{\"ratio\": 1e999}", "/ratio"),
    ])
    func anErrorNamesThePlace(text: String, pointer: String) throws {
        struct Partial: Decodable {
            let text: String?, count: Int?, small: UInt8?, ratio: Double?, list: [Int]?
            let inner: Everything.Inner?, kind: Everything.Kind?, map: [String: [String]]?
        }
        // A null is as good as nothing for an optional: take the strict type for that one.
        let error = #expect(throws: DecodingError.self) {
            if text.contains("null") { _ = try decode(text, as: Strict.self) } else { _ = try decode(text, as: Partial.self) }
        }
        #expect(JSONText.describe(try #require(error)).hasPrefix(pointer))
    }

    private struct Strict: Decodable { let text: String }

    @Test func whatJSONCannotSayIsRefused() {
        #expect(throws: EncodingError.self) { try JSONText.encode([Double.nan]) }
        #expect(throws: EncodingError.self) { try JSONText.encode(["a": Float.infinity]) }
        indirect enum Deep: Encodable {
            case end
            case more(Deep)
            func encode(to encoder: any Encoder) throws {
                var container = encoder.unkeyedContainer()
                if case .more(let inner) = self { try container.encode(inner) }
            }
        }
        #expect(throws: EncodingError.self) { try JSONText.encode((0..<100).reduce(Deep.end) { deep, _ in .more(deep) }) }
    }

    /// Whatever comes, it is a value or an error.
    @Test func noOctetsBringTheParserDown() throws {
        var state: UInt64 = 0xBEC0
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let valid = Array(#"{"a":[1,-2.5e+3,true,null,{"b":"\u00e9\ud83c\udf88 \\ \""}],"c":{"d":[[]]}}"#.utf8)
        for _ in 0..<20_000 {
            var octets = valid
            for _ in 0...random(4) { octets[random(octets.count)] = UInt8(random(256)) }
            octets.removeLast(random(octets.count))
            if let element = try? JSONParser.parse(octets) { #expect(!element.kind.isEmpty) }
        }
    }
}
