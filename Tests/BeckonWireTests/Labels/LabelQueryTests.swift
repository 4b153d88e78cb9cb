import BeckonWire
import TestSupport
import Testing

@Suite struct LabelQueryTests {
    private static let labels = ["role": "web", "env": "prod", "site/rack": "b-12", "in": "yes"]
    private static let facts = ["os": "Debian GNU/Linux 12 (bookworm)", "arch": "x86_64", "role": "db"]

    @Test(arguments: [
        ("role=web", true), ("role=db", false), ("role!=db", true), ("role!=web", false), ("role", true), ("!role", false),
        ("missing", false), ("!missing", true), ("missing!=x", true), ("missing=x", false),
        ("role in (db,web)", true), ("role in (db)", false), ("missing in (db)", false), ("role in ( db , web )", true),
        ("role=web,env=prod", true), ("role=web,env!=prod", false), (" role = web , env in (dev,prod) ", true),
        ("site/rack=b-12", true), ("in=yes", true), ("in in (yes)", true),
        ("fact.arch=x86_64", true), ("fact.os=\"Debian GNU/Linux 12 (bookworm)\"", true), ("fact.role=db", true),
        ("fact.role=web", false), ("!fact.kernel", true), ("role=\"web\"", true), ("role=\"\"", false),
    ])
    func meansWhatItSays(_ text: String, _ expected: Bool) throws {
        #expect(try LabelQuery(text).matches(labels: Self.labels, facts: Self.facts) == expected)
    }

    @Test(arguments: [
        "", " ", ",", "role=", "role=web,", ",role", "=web", "role==web", "role web", "role!web", "!", "!role=web", "role in",
        "role in ()", "role in (web", "role in web", "Role=web", "fact.=x", "role=\"web", "role=\"a\\n\"", "role=web;env=prod",
        "rôle=web",
        "role=wéb", "role=a\u{0}b", "-role", "role in (a,)", String(repeating: "a", count: 64),
        String(repeating: "a,", count: 600),
    ])
    func whatIsNoQueryIsRefused(_ text: String) {
        #expect(throws: WireError.self) { try LabelQuery(text) }
    }

    @Test func aRefusalSaysWhere() throws {
        let error = try #require(throws: WireError.self) { try LabelQuery("role=web,env~prod") }
        #expect(error.message == "at character 13 of the query: a comma or the end is expected")
    }

    @Test func itIsBounded() throws {
        #expect(throws: WireError.self) { try LabelQuery((0..<33).map { "k\($0)" }.joined(separator: ",")) }
        #expect(throws: Never.self) { try LabelQuery((0..<32).map { "k\($0)" }.joined(separator: ",")) }
        #expect(throws: WireError.self) { try LabelQuery("k in (\((0..<257).map { "v\($0)" }.joined(separator: ",")))") }
    }

    @Test func factsAreKnownAsFacts() throws {
        #expect(try LabelQuery("role=web,fact.os=x").asksForFacts)
        #expect(try !LabelQuery("role=web,!env").asksForFacts)
    }

    @Test func noOctetsMakeItTrap() {
        var random = SeededGenerator(seed: 7)
        let alphabet = Array("ab=!(),\"\\ infact.é\u{0}".unicodeScalars)
        for _ in 0..<20_000 {
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...24, using: &random) { text.append(alphabet.randomElement(using: &random) ?? "a") }
            _ = try? LabelQuery(String(text)).matches(labels: Self.labels, facts: Self.facts)
        }
    }
}
