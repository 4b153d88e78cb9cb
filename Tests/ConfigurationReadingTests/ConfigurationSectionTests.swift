import Testing

@testable import ConfigurationReading

@Suite struct ConfigurationSectionTests {
    private enum Level: String, CaseIterable { case low, high }

    @Test func theKeySaysWhatAValueIs() throws {
        var section = try section("country: no\nversion: 1.10\nquoted: \"7\"\nnumber: -7\nlevel: high\none: a\nmore: [a, b]\n")
        #expect(try section.text("country") == "no")
        #expect(try section.text("version") == "1.10")
        #expect(try section.integer("number", in: -10...10) == -7)
        #expect(throws: ConfigurationError.self) { try section.integer("quoted", in: 0...10) }
        #expect(try section.choice("level", of: Level.self) == .high)
        #expect(try section.texts("one") == ["a"])
        #expect(try section.texts("more") == ["a", "b"])
        try section.end()
    }

    @Test(arguments: ["", "key:", "key: null", "key: ~"]) func whatSaysNothingIsNotThere(_ text: String) throws {
        var section = try section(text)
        #expect(try section.text("key") == nil)
        #expect(try section.texts("key") == nil)
        #expect(try section.integer("key", in: 0...1) == nil)
        #expect(try section.choice("key", of: Level.self) == nil)
        #expect(try section.sections("key").isEmpty)
        try section.end()
    }

    @Test(arguments: [
        ("key: \"\"", "x:1:6: key is empty"),
        ("key: [a]", "x:1:6: key must be a text"), ("key: {a: b}", "x:1:6: key must be a text"),
        ("key: \"a\\0b\"", #"x:1:6: key holds a control character: "a\u{0}b""#),
    ])
    func aTextIsOneAndPrintable(_ text: String, _ message: String) throws {
        var section = try section(text)
        let error = #expect(throws: ConfigurationError.self) { try section.text("key") }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        "key: 8", "key: -1", "key: 1.5", "key: one", "key: [1]", "key: 0x1", "key: +1", "key: 99999999999999999999",
    ])
    func aNumberIsWholeAndWithinItsBounds(_ text: String) throws {
        var section = try section(text)
        let error = #expect(throws: ConfigurationError.self) { try section.integer("key", in: 0...7) }
        #expect(error?.message == "key must be a whole number between 0 and 7")
    }

    @Test func aWordIsOneOfThose() throws {
        var section = try section("key: middle")
        let error = #expect(throws: ConfigurationError.self) { try section.choice("key", of: Level.self) }
        #expect(error?.message == "key must be one of: low, high")
    }

    @Test(arguments: [("key: []", "empty list"), ("key: [a, [b]]", "must be a text"), ("key: [a, null]", "must be a text")])
    func aListHoldsTexts(_ text: String, _ message: String) throws {
        var section = try section(text)
        let error = #expect(throws: ConfigurationError.self) { try section.texts("key") }
        #expect(error?.message.contains(message) == true)
    }

    @Test(arguments: [
        ("capcity: 4", #"x:1:1: unknown key "capcity" (did you mean capacity?)"#),
        ("\nlogLevel: info", #"x:2:1: unknown key "logLevel" (did you mean log-level?)"#),
        ("log_level: info", #"x:1:1: unknown key "log_level" (did you mean log-level?)"#),
        ("wholly-different: 1", #"x:1:1: unknown key "wholly-different" (known here: capacity, log-level)"#),
        ("\"\\e[2J\": 1", #"x:1:1: unknown key "\u{1b}[2J" (known here: capacity, log-level)"#),
    ])
    func anUnknownKeyIsRefusedWithTheNearestKnownOne(_ text: String, _ message: String) throws {
        var section = try section(text)
        _ = try section.text("capacity")
        _ = try section.text("log-level")
        let error = #expect(throws: ConfigurationError.self) { try section.end() }
        #expect(error?.code == .unknownKey)
        #expect(error?.description == message)
    }

    @Test func sectionsAreReadWithin() throws {
        var outer = try section("inner: {a: 1}\nlist: [{b: 2}, {b: 3}]\nnot: 5\nempty:\n")
        var inner = try #require(try outer.section("inner"))
        #expect(try inner.integer("a", in: 0...9) == 1)
        #expect(try outer.section("empty") != nil)
        #expect(try outer.section("missing") == nil)
        var numbers: [Int?] = []
        for var element in try outer.sections("list") { numbers.append(try element.integer("b", in: 0...9)) }
        #expect(numbers == [2, 3])
        #expect(throws: ConfigurationError.self) { try outer.section("not") }
        #expect(throws: ConfigurationError.self) { try outer.sections("inner") }
    }

    @Test(arguments: ["just a text", "- a\n- list"]) func aFileHoldsKeysAndValues(_ text: String) {
        let error = #expect(throws: ConfigurationError.self) { try section(text) }
        #expect(error?.message == "the file must hold keys and values")
    }

    private func section(_ text: String) throws(ConfigurationError) -> ConfigurationSection {
        try ConfigurationSection(text, file: "x")
    }
}
